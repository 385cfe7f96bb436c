"""The ground on the plane."""

import pytest

from commons.core.kinds.places.projection import (
    FRAMES,
    METROPOLE,
    OVERSEAS,
    PARIS,
    WHOLE,
    box_around,
    frame_of,
    ground_of,
    place_on_plane,
)
from commons.core.kinds.places.register import read_places
from commons.wiring.shipped import shipped_folder


def test_north_is_up_and_west_is_left() -> None:
    brest, lille = METROPOLE.place((48.39, -4.49)), METROPOLE.place((50.63, 3.06))
    assert brest[0] < lille[0]
    assert lille[1] < brest[1]


def test_a_frame_keeps_the_shape_of_the_ground() -> None:
    (x0, y0), (x1, _), (_, y2) = (
        METROPOLE.place(at) for at in ((46.0, 2.0), (46.0, 3.0), (46.7, 2.0))
    )
    assert (x1 - x0) == pytest.approx(y0 - y2, rel=0.02)  # 77 km and 78 km


def test_every_official_place_with_a_point_stands_in_the_frame_it_belongs_to() -> None:
    places = read_places(shipped_folder("schemas"))
    for code in places.codes():
        place = places.get(code)
        assert place is not None
        if place.latitude is None or place.longitude is None:
            continue
        at = place_on_plane((place.latitude, place.longitude))
        assert at is not None, code
        box = frame_of(
            code.partition(":")[2] if "dep" in code else place.department
        ).box
        if place.department or code.startswith("department"):
            assert box.x <= at[0] <= box.x + box.width, code
            assert box.y <= at[1] <= box.y + box.height, code


def test_what_lies_elsewhere_stands_nowhere() -> None:
    assert place_on_plane((40.7, -74.0)) is None
    assert place_on_plane((-90.0, 0.0)) is None
    assert place_on_plane((90.0, 0.0)) is None


def test_the_frames_do_not_cover_one_another_and_the_whole_holds_them() -> None:
    boxes = [frame.box for frame in (*OVERSEAS, PARIS)]
    for one in boxes:
        assert WHOLE.x <= one.x
        assert one.x + one.width <= WHOLE.width
        assert one.y + one.height <= WHOLE.height
        for other in boxes:
            if other is not one:
                assert one.y + one.height <= other.y or other.y + other.height <= one.y
    assert len({frame.key for frame in FRAMES}) == 6


def test_a_box_goes_around_points_with_room_to_spare() -> None:
    one = box_around([(100.0, 200.0)], least=50, ratio=0.8)
    assert (*one.centre, one.width, one.height) == pytest.approx((100, 200, 50, 40))
    wide = box_around([(0.0, 0.0), (1_000.0, 10.0)], least=50)
    assert wide.x < 0
    assert wide.x + wide.width > 1_000
    tall = box_around([(0.0, 0.0), (10.0, 1_000.0)], least=50, ratio=0.8)
    assert tall.height > 1_000
    assert tall.width == pytest.approx(tall.height)


@pytest.mark.parametrize("frame", [*FRAMES, PARIS], ids=lambda frame: frame.key)
def test_the_plane_leads_back_to_the_ground(frame) -> None:
    for point in (frame.north_west, frame.south_east, (48.39, -4.49), (-20.9, 55.5)):
        assert frame.ground(frame.place(point)) == pytest.approx(point)


def test_a_box_shows_its_stretch_of_ground() -> None:
    for point in ((48.39, -4.49), (-21.1, 55.5), (16.2, -61.5)):
        at = place_on_plane(point)
        assert at is not None
        west, south, east, north = ground_of(box_around([at], least=400))
        assert west < point[1] < east
        assert south < point[0] < north
        assert east - west < 1
    assert ground_of(WHOLE) == (-5.4, 41.2, 9.8, 51.3)
