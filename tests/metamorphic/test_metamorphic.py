"""Texts that differ in a known way: what is found must be the same, or must not be safe any more.

The texts are every function of the fixtures that has findings, and a few more. Every change is made at every place of
each of them with ``UNCOPY_CONTROL=all`` (``spin control``); else long lists of changes are cut to a fixed slice.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from itertools import islice

import pytest

from tests.metamorphic import doubt, spelling
from tests.metamorphic.programs import CONFIG, SOURCES, codes, forget, safe, samples, told
from uncopy import engine
from uncopy.facts.liveness import Liveness
from uncopy.facts.ownership import Ownership

SAMPLES = samples()
ALL = os.environ.get("UNCOPY_CONTROL") == "all"
every_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
every_spelling = pytest.mark.parametrize(
    "spelled", [spelling.renamed, spelling.commented, spelling.on_one_line, spelling.aliased, spelling.reordered]
)
_COPIED = re.compile(r"(\w+)(?:: [\w.]+)? = (?:(?:np\.copy|copy\.deepcopy)\((\w+)\)|(\w+)\.copy\(.*\))")


def cut(changes, sample, step=11):
    """Every so many-th of the changes, other ones for each sample; all of them if that is asked for."""
    return changes if ALL else islice(changes, SAMPLES.index(sample) % step, None, step)


def test_nothing_is_lost_in_the_samples():
    """What is found in the files is found in their parts, written anew and without comments."""
    for path in SOURCES:
        whole = Counter(
            (f.code, f.fix is not None and f.fix.applicability == "safe")
            for f in engine.check(path.read_bytes(), "module.py", CONFIG).findings
        )
        name = f"{path.parents[1].name}-{path.parent.name}-" if path.name == "before.py" else f"{path.stem}-"
        parts = Counter(code for s in SAMPLES if s.name.startswith(name) for code in codes(s.text))
        assert parts.total() > 0
        assert parts <= whole
        # What a dict or a list of the module keeps is found where it is made, which is in no part.
        lost = {code: n for (code, _), n in (whole - parts).items() if code != "UNC705"}
        assert sum(lost.values()) <= 1, "a statement of the module itself"


# Nothing may change --------------------------------------------------------------------------------------------------


@every_spelling
def test_another_spelling_changes_nothing(spelled):
    changed = {
        (sample.name, label): text
        for sample in SAMPLES
        for label, text in spelled(sample.text)
        if codes(text) != codes(sample.text)
    }
    assert changed == {}


@every_sample
def test_parentheses_change_nothing(sample):
    texts = list(spelling.parenthesised(sample.text))
    assert len(texts) > 1
    # Of two findings of which one lies in the other, parentheses decide which begins first.
    found = sorted(codes(sample.text))
    changed = {label: text for label, text in [*cut(texts, sample), texts[-1]] if sorted(codes(text)) != found}
    assert changed == {}


def _at(text, line, code):
    return [found.safe for found in told(text) if found.line == line and found.code == code]


def _others(text, *lines):
    return [(found.code, found.safe) for found in told(text) if found.line not in lines]


def test_an_operator_and_its_function_are_judged_alike():
    """UNC201 is about operators and UNC202 about functions, so one takes the place of the other, as safe as it was.

    One difference is meant: an operator serves plain numbers too, a function's ``out=`` only arrays. Where it is not
    certain that there is one, UNC202 says less, for that reason alone.
    """
    alike = 0
    for sample in SAMPLES:
        for line, text in spelling.as_function(sample.text):
            before, after = _at(sample.text, line, "UNC201"), _at(text, line, "UNC202")
            if not before:
                continue  # on plain numbers the function gives NumPy's scalars, which is something else
            assert _others(text, line) == _others(sample.text, line), text
            if before == after:
                alike += 1
                continue
            asked = [e for e in engine.explanations(text.encode(), "module.py", CONFIG) if e.line == line]
            refusing = {a.guard for e in asked if e.code == "UNC202" for a in e.answers if a.answer != "yes"}
            assert before == [True], text
            assert refusing <= {"is-ndarray"}, text
    assert alike > 30


def test_a_name_for_the_other_operand_loses_nothing():
    """The rebinding is found as before; only what NumPy reused without a name may be worth a finding then."""
    same = 0
    for sample in SAMPLES:
        for line, text in spelling.with_named_operand(sample.text):
            before, after = _at(sample.text, line - 1, "UNC201"), _at(text, line, "UNC201")
            assert before in (after, []), text
            same += bool(before)
            assert _others(text, line - 1, line) == _others(sample.text, line - 1), text
    assert same > 30


# It must not be safe any more ----------------------------------------------------------------------------------------


def _rebindings(sample):
    return [f for f in told(sample.text) if f.safe and f.code in ("UNC201", "UNC202") and " = " in f.text]


def _still_safe(sample, finding, text):
    key = finding.code, finding.text
    return safe(text)[key] >= safe(sample.text)[key]


def test_an_old_value_that_is_seen_is_kept():
    kept, tried = {}, Counter()
    for sample in SAMPLES:
        changes = [(finding, label) for finding in _rebindings(sample) for label in doubt.OLD_VALUE_SEEN]
        for finding, label in cut(changes, sample):
            text = doubt.seen(sample.text, finding, finding.text.split(" ")[0], "", *doubt.OLD_VALUE_SEEN[label])
            tried[label] += 1
            if _still_safe(sample, finding, text):
                kept[sample.name, label] = text
    assert kept == {}
    assert set(tried) == set(doubt.OLD_VALUE_SEEN)


def test_a_copy_that_is_told_apart_is_kept():
    kept, tried = {}, 0
    for sample in SAMPLES:
        for finding in told(sample.text):
            match = _COPIED.fullmatch(finding.text)
            if not (finding.safe and finding.code == "UNC102" and match):
                continue
            for label, (before, behind) in doubt.COPY_SEEN.items():
                text = doubt.seen(sample.text, finding, match[2] or match[3], match[1], before, behind)
                tried += 1
                if _still_safe(sample, finding, text):
                    kept[sample.name, label] = text
    assert kept == {}
    assert tried >= 5 * len(doubt.COPY_SEEN)


@pytest.mark.parametrize("wrapper", doubt.WRAPPERS)
def test_what_is_wrapped_is_never_safer(wrapper, capsys):
    safer, lost, total = {}, 0, 0
    for sample in SAMPLES:
        before = safe(sample.text)
        if not before:
            continue
        for label, text in cut(doubt.wrapped(sample.text, wrapper), sample, 29):
            after = safe(text)
            if wrapper in doubt.LOOPS:  # what a pass leaves lives on in the next, and what is wrapped may grow there
                of_loops = {f for f in after if f[0] == "UNC704" or (f[0] == "UNC401" and f[1] in label)}
                after = Counter({found: n for found, n in after.items() if found not in of_loops})
            lost += (before - after).total()
            total += before.total()
            places = {place for _, place in before}
            if any(place not in places for _, place in after - before):  # another rule may see to the same waste
                safer[sample.name, label] = text
    with capsys.disabled():
        print(f"\n{wrapper}: {lost} of {total} safe fixes lost")
    assert safer == {}
    assert lost < total / 2


# Another module ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", doubt.OTHER_MODULES)
def test_another_module_is_not_numpy(module):
    found = {}
    for sample in SAMPLES:
        text = doubt.in_another_module(sample.text, doubt.OTHER_MODULES[module])
        if told(text):
            found[sample.name] = text
    assert found == {}


@pytest.mark.parametrize("taken", [doubt.as_parameter, doubt.as_local])
def test_a_name_of_the_function_is_not_numpy(taken):
    found = {sample.name: taken(sample.text) for sample in SAMPLES if told(taken(sample.text))}
    assert found == {}


# The checks see what they are to see ---------------------------------------------------------------------------------


def _without_outside(monkeypatch):
    monkeypatch.setattr(Ownership, "kept_before", lambda self, value, step: None)


def _without_others(monkeypatch):
    monkeypatch.setattr(Ownership, "other_readers", lambda self, *_: [])


def _nothing_live(monkeypatch):
    monkeypatch.setattr(Liveness, "is_live_after", lambda self, value, step: False)


@pytest.mark.parametrize(
    ("broken", "label"),
    [(_without_outside, "given to a call"), (_without_others, "a view read later"), (_nothing_live, "read later")],
)
def test_a_broken_analysis_is_seen(broken, label, monkeypatch):
    sample = next(s for s in SAMPLES if s.name == "UNC201-constructors-offset_grid")
    finding = _rebindings(sample)[0]
    text = doubt.seen(sample.text, finding, "grid", "", *doubt.OLD_VALUE_SEEN[label])
    broken(monkeypatch)
    forget()
    assert _still_safe(sample, finding, text)
    forget()
