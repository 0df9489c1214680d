from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.config import DatasetConfig
from core.data.sources.downloaded.mnist import load_digits
from core.errors import InputError
from core.inference.inputs import digit_images


def stroke(height: int = 100, width: int = 100, top: int = 20, left: int = 40, thick: int = 10) -> np.ndarray:
    """White ink on black: an upright bar of 50 rows with a foot to the right."""
    picture = np.zeros((height, width), np.float32)
    picture[top : top + 50, left : left + thick] = 1
    picture[top + 40 : top + 50, left : left + 30] = 1
    return picture


def file(picture: Image.Image, form: str = "PNG", **options) -> bytes:
    stream = BytesIO()
    picture.save(stream, form, **options)
    return stream.getvalue()


def grey(values: np.ndarray) -> Image.Image:
    return Image.fromarray((values * 255).round().astype(np.uint8))


def box(image: np.ndarray) -> tuple[int, int]:
    return tuple(int(np.ptp(np.flatnonzero(image.any(axis=axis)))) + 1 for axis in (1, 0))


def centre(image: np.ndarray) -> tuple[float, float]:
    return tuple(float(np.arange(28) @ image.sum(axis=axis) / image.sum()) for axis in (1, 0))


@given(top=st.integers(1, 49), left=st.integers(1, 69))
def test_a_digit_is_scaled_into_its_box_and_centred_from_any_position(top, left):
    image = digit_images.prepare(stroke(top=top, left=left))
    assert (image.shape, image.dtype) == ((28, 28), np.float32)
    assert box(image) == (20, 12)
    assert centre(image) == (pytest.approx(14, abs=0.51), pytest.approx(14, abs=0.51))
    np.testing.assert_array_equal(image, digit_images.prepare(stroke()))


def test_dark_ink_on_a_light_background_is_inverted():
    np.testing.assert_allclose(digit_images.prepare(1 - stroke()), digit_images.prepare(stroke()), atol=1e-6)
    faint_pencil = 0.9 - 0.3 * stroke()
    np.testing.assert_allclose(digit_images.prepare(faint_pencil), digit_images.prepare(stroke()), atol=1e-5)


def test_noise_of_the_paper_is_no_ink():
    noise = np.random.default_rng(0).normal(0, 0.01, (100, 100)).astype(np.float32)
    image = digit_images.prepare(np.clip(0.8 - 0.6 * stroke() + noise, 0, 1))
    assert box(image) == (20, 12)
    assert np.abs(image - digit_images.prepare(stroke())).max() < 0.15


def test_digits_of_mnist_stay_almost_unchanged():
    digits = load_digits(DatasetConfig(name="digits", num_rows=200)).values
    changed = [np.abs(digit_images.read_picture(digit_images.png(digit)) - digit).max() for digit in digits]
    assert np.mean(np.array(changed) < 0.05) > 0.95


@pytest.mark.parametrize(("form", "options", "atol"), [("PNG", {}, 1e-6), ("JPEG", {"quality": 90}, 0.15)])
def test_png_and_jpeg_files_of_any_size_are_read(form, options, atol):
    for factor in (1, 4):
        picture = grey(np.kron(stroke(), np.ones((factor, factor))))
        given_image = digit_images.read_picture(file(picture, form, **options))
        np.testing.assert_allclose(given_image, digit_images.prepare(stroke()), atol=atol)


@pytest.mark.parametrize("ink", [0, 255])
def test_ink_on_a_transparent_background_is_read_in_any_shade(ink):
    bands = [Image.new("L", (100, 100), ink)] * 3
    picture = Image.merge("RGBA", [*bands, grey(stroke())])
    np.testing.assert_allclose(digit_images.read_picture(file(picture)), digit_images.prepare(stroke()), atol=1e-6)


def test_colours_palettes_and_sixteen_bits_are_read():
    expected = digit_images.prepare(stroke())
    rgb = grey(1 - stroke()).convert("RGB")
    deep = Image.fromarray((stroke() * 65_535).astype(np.uint16))
    for picture in (rgb, rgb.convert("P"), rgb.convert("1"), deep):
        np.testing.assert_allclose(digit_images.read_picture(file(picture)), expected, atol=1e-3)


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_a_blank_picture_is_refused(shade):
    with pytest.raises(InputError, match="blank"):
        digit_images.read_picture(file(Image.new("L", (30, 30), shade)))


@pytest.mark.parametrize(
    "content",
    [b"", b"no picture", b"\x89PNG\r\n\x1a\n", file(Image.new("L", (9, 9)))[:40], b"GIF89a" + bytes(40), b"<svg/>"],
    ids=["empty", "text", "header only", "cut off", "gif", "svg"],
)
def test_a_file_that_is_no_picture_is_refused_by_name(content):
    with pytest.raises(InputError) as error:
        digit_images.read_picture(content, "seven.png")
    assert "seven.png cannot be read as a picture" in error.value.problem


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_refused_or_read(content):
    with pytest.raises(InputError):
        digit_images.read_picture(content)
    with pytest.raises(InputError):
        digit_images.read_picture(file(grey(stroke()))[:60] + content)


def test_a_picture_too_large_for_memory_is_refused_before_it_is_read():
    with pytest.raises(InputError, match="pixels"):
        digit_images.read_picture(file(Image.new("1", (8_000, 6_000))))


@pytest.mark.parametrize("shape", [(1, 60), (60, 1), (2, 3)])
def test_the_smallest_pictures_are_read_or_refused(shape):
    picture = np.zeros(shape, np.float32)
    picture[-1, -1] = 1
    assert digit_images.prepare(picture).max() == pytest.approx(1)


@pytest.mark.parametrize("size", [(4, 60), (60, 4)])
def test_a_single_line_keeps_its_proportions(size):
    picture = np.zeros((100, 100), np.float32)
    picture[20 : 20 + size[0], 20 : 20 + size[1]] = 1
    assert sorted(box(digit_images.prepare(picture))) == [1, 20]
