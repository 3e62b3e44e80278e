from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageOps

import cnn
from cnn.arrays import Floats
from digitpad.imaging.normalise import CENTRE, centre_of_mass
from digitpad.imaging.picture import picture_input, picture_inputs
from digitpad.imaging.scan import MAX_PIXELS, open_picture

WHITE, BLACK = 255, 0


def seven(size: int = 200, paper: int = WHITE, ink: int = BLACK) -> Image.Image:
    """A seven, small, off the centre, in 8-bit grey."""
    image = Image.new("L", (size, size), paper)
    unit = size / 200
    points = [(110, 30), (170, 34), (140, 120)]
    line = [(x * unit, y * unit) for x, y in points]
    ImageDraw.Draw(image).line(line, ink, round(12 * unit), joint="curve")
    return image


def seen(image: Image.Image) -> Floats:
    found = picture_input(image)
    assert found is not None
    return found


REFERENCE = seen(seven())


def close(image: Floats, off: float = 0.03) -> bool:
    """Whether `image` looks like the seven, and not like its mirror image or its negative."""
    return float(np.abs(image - REFERENCE).mean()) < off


def test_a_picture_is_boxed_scaled_and_centred() -> None:
    assert REFERENCE.shape == (28, 28)
    assert REFERENCE.dtype == np.float32
    rows = np.flatnonzero(REFERENCE.max(axis=1))
    assert 19 <= np.ptp(rows) + 1 <= 21
    assert centre_of_mass(REFERENCE) == pytest.approx((CENTRE, CENTRE), abs=0.51)
    bar, foot = REFERENCE[rows[0] + 1], REFERENCE[rows[-1] - 1]
    assert np.flatnonzero(bar).min() < np.flatnonzero(foot).min()
    assert not close(REFERENCE[:, ::-1])
    assert not close(REFERENCE.T)


def with_ink_in_alpha_only() -> Image.Image:
    image = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    image.putalpha(ImageOps.invert(seven()))
    return image


def transparent(ink: int) -> Image.Image:
    image = Image.merge("LA", (Image.new("L", (200, 200), ink), ImageOps.invert(seven())))
    return image.convert("RGBA")


def sheet_cut_out() -> Image.Image:
    """A white sheet with a black seven, in the middle of transparency."""
    image = Image.new("RGBA", (240, 240), (0, 0, 0, 0))
    image.paste(seven().convert("RGBA"), (20, 20))
    return image


def palette_with_transparency() -> Image.Image:
    image = seven().convert("P")
    image.info["transparency"] = 255
    return image


def sixteen_bits(most: int) -> Image.Image:
    values = np.asarray(seven(), dtype=np.uint16) // 255 * most
    return Image.fromarray(values)


def noisy() -> Image.Image:
    values = np.asarray(seven(paper=220, ink=40), dtype=np.float64)
    return Image.fromarray(
        (values + np.random.default_rng(1).normal(0, 6, values.shape)).clip(0, 255).astype(np.uint8)
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda: ImageOps.invert(seven()),
        lambda: seven(paper=200, ink=120),
        lambda: seven(paper=60, ink=130),
        lambda: seven(size=1800),
        lambda: seven(size=4000),
        lambda: seven().convert("RGB"),
        lambda: seven().convert("CMYK"),
        lambda: seven().convert("YCbCr"),
        lambda: seven().convert("1"),
        lambda: seven().convert("P"),
        lambda: seven().convert("I"),
        lambda: seven().convert("F"),
        lambda: sixteen_bits(65535),
        lambda: sixteen_bits(1000),
        lambda: seven().convert("LA"),
        lambda: transparent(BLACK),
        lambda: transparent(WHITE),
        with_ink_in_alpha_only,
        sheet_cut_out,
        palette_with_transparency,
        noisy,
    ],
)
def test_the_same_seven_is_seen_in_every_kind_of_picture(make: Callable[[], Image.Image]) -> None:
    assert close(seen(make()))


def in_colours(paper: tuple[int, int, int], ink: tuple[int, int, int]) -> Image.Image:
    sheet = Image.new("RGB", (200, 200), paper)
    sheet.paste(ink, mask=ImageOps.invert(seven()))
    return sheet


@pytest.mark.parametrize(
    ("paper", "ink"),
    [
        ((0, 102, 0), (200, 0, 0)),
        ((200, 0, 0), (0, 102, 0)),
        ((90, 90, 240), (190, 75, 60)),
        ((255, 255, 255), (255, 240, 0)),
    ],
)
def test_ink_as_bright_as_its_paper_is_seen_by_its_colour(
    paper: tuple[int, int, int], ink: tuple[int, int, int]
) -> None:
    assert close(seen(in_colours(paper, ink)))


def test_ink_nearly_as_bright_as_grainy_paper_is_seen_by_its_colour() -> None:
    grain = np.random.default_rng(0).normal(0, 9, (200, 200, 1))
    sheet = np.asarray(in_colours((200, 60, 60), (60, 110, 90))) + grain
    assert close(seen(Image.fromarray(sheet.clip(0, 255).astype(np.uint8))))


@pytest.mark.parametrize("invert", [False, True])
def test_where_ink_and_paper_are_in_doubt_both_ways_are_offered(invert: bool) -> None:
    bold = Image.new("L", (60, 90), WHITE)
    ImageDraw.Draw(bold).line([(0, 12), (48, 12), (20, 90)], BLACK, 34, joint="curve")
    first, second = picture_inputs(ImageOps.invert(bold) if invert else bold)
    assert first.sum() > 1
    assert second.sum() > 1
    assert len(picture_inputs(seven())) == 1


@pytest.mark.parametrize("thickness", [60, 80])
def test_very_thick_ink_keeps_its_shape(thickness: int) -> None:
    thick = Image.new("L", (300, 300), WHITE)
    ImageDraw.Draw(thick).line([(110, 60), (200, 66), (155, 240)], BLACK, thickness, joint="curve")
    image = seen(thick)
    rows = np.flatnonzero(image.max(axis=1))
    assert np.ptp(rows) + 1 == pytest.approx(20, abs=1)
    foot = image[rows[-1] - 4]
    assert foot.sum() < 0.75 * thickness / 240 * 20


def test_an_image_of_mnist_comes_out_as_it_went_in() -> None:
    images = cnn.load_mnist_test().images[:200]
    off = [np.abs(seen(Image.fromarray(image)) - image / 255).max() for image in images]
    assert np.mean(np.array(off) < 0.13) > 0.95  # the others by a whole pixel, at the most
    inverted = [np.abs(seen(Image.fromarray(255 - i)) - i / 255).max() for i in images]
    assert np.mean(np.array(inverted) < 0.13) > 0.95


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I", "F", "I;16"])
@pytest.mark.parametrize("size", [(1, 1), (28, 28), (300, 5)])
def test_a_blank_picture_holds_no_ink(mode: str, size: tuple[int, int]) -> None:
    assert picture_input(Image.new(mode, size)) is None


def test_almost_blank_is_blank() -> None:
    assert picture_input(seven(paper=200, ink=196)) is None


def test_noise_alone_is_blank() -> None:
    values = np.random.default_rng(0).integers(0, 256, (60, 60), np.uint8)
    assert picture_input(Image.fromarray(values)) is None


@pytest.mark.parametrize("size", [(2, 1), (1, 40), (3000, 2)])
def test_a_picture_of_a_few_pixels_gives_a_sound_input(size: tuple[int, int]) -> None:
    image = Image.new("L", size, WHITE)
    image.putpixel((0, 0), BLACK)
    found = seen(image)
    assert found.shape == (28, 28)
    assert 0 < found.max() <= 1


def test_a_hair_thin_line_on_a_large_picture_does_not_fade() -> None:
    image = Image.new("L", (1500, 1500), WHITE)
    ImageDraw.Draw(image).line([(700, 100), (720, 1400)], BLACK, 2)
    assert seen(image).max(axis=1).sum() > 15


@pytest.mark.parametrize("name", ["seven.png", "seven.jpg", "seven.webp", "seven.bmp", "seven.gif"])
def test_a_file_is_read(tmp_path: Path, name: str) -> None:
    seven().save(tmp_path / name)
    assert close(seen(open_picture(tmp_path / name)))


def test_a_photo_is_turned_upright(tmp_path: Path) -> None:
    image = seven().rotate(90, expand=True)
    exif = image.getexif()
    exif[0x0112] = 6  # "turn clockwise to see it upright"
    image.save(tmp_path / "turned.jpg", exif=exif)
    assert close(seen(open_picture(tmp_path / "turned.jpg")))


def bomb(path: Path, side: int) -> None:
    """A PNG of a few hundred bytes that claims `side` × `side` pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000)))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunks + chunk(b"IEND", b""))


@pytest.mark.parametrize("side", [int(MAX_PIXELS**0.5) + 1, 12_000, 60_000])
def test_a_picture_that_unpacks_to_too_much_is_refused(tmp_path: Path, side: int) -> None:
    bomb(tmp_path / "bomb.png", side)
    with pytest.raises(cnn.BadFile, match=r"bomb\.png: .*too many"):
        open_picture(tmp_path / "bomb.png")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "not a picture"),
        (b"hello", "not a picture"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a picture"),
        (b"\x89PNG\r\n\x1a\n", "not a picture"),
    ],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes, complaint: str) -> None:
    (tmp_path / "x.png").write_bytes(content)
    with pytest.raises(cnn.BadFile, match=rf"x\.png: {complaint}"):
        open_picture(tmp_path / "x.png")


@pytest.mark.parametrize("name", ["cut.png", "cut.jpg"])
def test_a_truncated_picture_is_refused(tmp_path: Path, name: str) -> None:
    noisy().save(tmp_path / name)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(cnn.BadFile, match=rf"{name}: the picture is damaged"):
        open_picture(tmp_path / name)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.png", tmp_path):
        with pytest.raises(cnn.BadFile, match=str(path)):
            open_picture(path)


@pytest.mark.parametrize("name", ["seven.png", "seven.jpg", "seven.gif", "seven.bmp", "seven.webp"])
def test_damaged_bytes_give_a_picture_or_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    path = tmp_path_factory.mktemp("damaged") / name
    seven(60).save(path)
    whole = path.read_bytes()

    @settings(deadline=None)
    @given(st.lists(st.tuples(st.integers(0, len(whole) - 1), st.integers(0, 255)), max_size=6))
    def check(changes: list[tuple[int, int]]) -> None:
        content = bytearray(whole)
        for place, value in changes:
            content[place] = value
        path.write_bytes(content)
        try:
            image = open_picture(path)
        except cnn.BadFile as error:
            assert "\n" not in str(error)  # noqa: PT017
        else:
            picture_input(image)

    check()
