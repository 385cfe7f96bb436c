"""The cover that is drawn for a sheet: the same for the same sheet, for ever."""

from commons.core.domain.pictures.cover import HEIGHT, HUES, TILE, WIDTH, draw_cover

SHEETS = [f"{number:012d}" for number in range(200)]


def test_a_cover_follows_from_what_the_sheet_is() -> None:
    first = draw_cover("0123456789ab", hue="teal", pictogram="users")
    assert first == draw_cover("0123456789ab", hue="teal", pictogram="users")
    assert (first.hue, first.pictogram) == ("teal", "users")
    other = draw_cover("0123456789ab", hue="red", pictogram="vote")
    assert (other.strong, other.light) == (first.strong, first.light)


def test_sheets_look_different() -> None:
    drawn = [draw_cover(sheet) for sheet in SHEETS]
    assert len({(one.strong, one.light) for one in drawn}) == len(SHEETS)
    assert {one.hue for one in drawn} == set(HUES)


def test_a_hue_that_no_cover_has_is_left_to_chance() -> None:
    assert draw_cover("0123456789ab", hue="mauve") == draw_cover("0123456789ab")


def test_every_quarter_fills_one_tile_of_the_cover() -> None:
    for sheet in SHEETS:
        drawn = draw_cover(sheet)
        quarters = [*drawn.strong, *drawn.light]
        tiles = set()
        for one in quarters:
            (x, y), (right, down) = one.centre, one.towards
            assert abs(right - x) == abs(down - y) == TILE
            tiles.add((min(x, right), min(y, down)))
        assert len(tiles) == len(quarters)
        assert all(0 <= x < WIDTH and 0 <= y < HEIGHT for x, y in tiles)
