"""Whether those who signed are enough: distinct persons on the seats that policy.yml sets."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from sms_docs.control.policy import missing
from sms_docs.trust import Quorum

TWO_ROLES = (Quorum("director"), Quorum("manager"))


def test_one_person_takes_one_seat_whatever_the_number_of_roles() -> None:
    assert len(missing(TWO_ROLES, {"ada": {"director", "manager"}})) == 1


def test_a_person_moves_to_another_seat_when_that_makes_room() -> None:
    signed = {"ada": {"director", "manager"}, "ben": {"director"}}
    assert missing(TWO_ROLES, signed) == ()


def test_two_of_a_role_are_two_persons() -> None:
    two = (Quorum("manager", 2),)
    assert missing(two, {"ada": {"manager"}}) == ("manager",)
    assert missing(two, {"ada": {"manager"}, "ben": {"manager"}}) == ()


def test_nothing_asked_is_enough_and_other_roles_count_for_nothing() -> None:
    assert missing((), {}) == ()
    assert missing(TWO_ROLES, {"ada": {"auditor"}}) == ("director", "manager")


roles = st.sampled_from(["a", "b", "c"])


@given(
    st.lists(roles, max_size=4),
    st.lists(st.sets(roles, max_size=3), max_size=4),
)
def test_as_many_seats_are_filled_as_any_seating_fills(
    seats: list[str], persons: list[set[str]]
) -> None:
    signed = {str(index): held for index, held in enumerate(persons)}
    empty = missing([Quorum(seat) for seat in seats], signed)
    padded = [*persons, *[set() for _ in seats]]
    best = max(
        (
            sum(seat in held for seat, held in zip(seats, order, strict=False))
            for order in permutations(padded, len(seats))
        ),
        default=0,
    )
    assert len(seats) - len(empty) == best
