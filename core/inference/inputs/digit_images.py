"""Digit images: any picture of one digit in the format of MNIST, 28 rows of 28 pixels from 0 (paper) to 1 (ink)."""

from io import BytesIO

import numpy as np
from PIL import Image, ImageOps

from core.errors import InputError

SIZE = 28
BOX = 20  # MNIST scales a digit so that it just fits into 20x20 pixels
MAX_PIXELS = 40_000_000
_FAINT, _FAINTEST = 0.3, 0.01  # of the darkest ink; what is fainter is paper
_JPEG_FAINTEST = 0.1  # JPEG leaves traces around every stroke
_LEAST_CONTRAST = 0.08  # of the way from black to white


def read_picture(content: bytes, name: str = "The picture") -> np.ndarray:
    """A PNG or JPEG file as an input of the network, (28, 28) float32.

    Raises:
        InputError: when it is neither, is damaged, is too large, or is blank.
    """
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise InputError(
                    f"{name} has {picture.width:,} × {picture.height:,} pixels.",
                    f"A picture has at most {MAX_PIXELS:,} pixels in all.",
                    "Make it smaller and upload it again.",
                )
            faintest = _JPEG_FAINTEST if picture.format == "JPEG" else _FAINTEST
            return prepare(_grey(ImageOps.exif_transpose(picture)), name, faintest)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise InputError(
            f"{name} cannot be read as a picture ({type(error).__name__}).",
            "It must be a PNG or JPEG file.",
            "Save it as PNG and upload it again.",
        ) from None


def png(image: np.ndarray) -> bytes:
    """An image from 0 to 1 as a PNG file, white ink on black."""
    stream = BytesIO()
    Image.fromarray((np.clip(image, 0, 1) * 255).round().astype(np.uint8)).save(stream, "PNG")
    return stream.getvalue()


def prepare(grey: np.ndarray, name: str = "The picture", faintest: float = _FAINTEST) -> np.ndarray:
    """A grey picture of one digit, (rows, columns) from 0 to 1, prepared like those of MNIST, (28, 28) float32.

    Dark ink on a light background is inverted. The digit's bounding box is scaled into 20x20 pixels, its sides in
    proportion, and placed so that its centre of mass is in the middle of the 28x28
    (LeCun, Cortes and Burges, http://yann.lecun.com/exdb/mnist/).

    Args:
        faintest: ink below this share of the darkest counts as paper, even on even paper.

    Raises:
        InputError: when the picture has too little contrast.
    """
    ground = float(np.median(_border(grey)))
    ink = np.clip(ground - grey if ground > 0.5 else grey - ground, 0, None)
    if ink.max() < _LEAST_CONTRAST:
        raise InputError(f"{name} is blank.", "It must show one digit.", "Draw a digit, or upload another picture.")
    ink = ink / ink.max()
    noise = np.clip(1.5 * _border(ink).max(), faintest, _FAINT)  # a photo's paper is not all of one shade
    ink = np.where(ink > noise, ink, 0)
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    digit = _scaled(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    canvas = np.zeros((SIZE, SIZE), np.float32)
    top, left = (_place(digit.sum(axis=axis)) for axis in (1, 0))
    canvas[top : top + digit.shape[0], left : left + digit.shape[1]] = digit
    return canvas


def _border(picture: np.ndarray) -> np.ndarray:
    return np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])


def _grey(picture: Image.Image) -> np.ndarray:
    """From 0 (black) to 1 (white); transparent pixels get the shade that contrasts with the others."""
    if picture.mode.startswith("I"):  # 16 bits a pixel, which Pillow would cut to 8
        deep = np.asarray(picture, np.float32)
        return deep / max(65_535.0, float(deep.max()))
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        bands = np.asarray(picture.convert("RGBA"), np.float32) / 255
        opacity, shades = bands[..., 3], np.asarray(picture.convert("RGBA").convert("L"), np.float32) / 255
        is_light = opacity.sum() > 0 and float((shades * opacity).sum() / opacity.sum()) > 0.5
        ground = 0.0 if is_light and opacity.min() < 0.5 else 1.0
        return shades * opacity + ground * (1 - opacity)
    return np.asarray(picture.convert("L"), np.float32) / 255


def _scaled(digit: np.ndarray) -> np.ndarray:
    """The digit with 20 pixels on its longer side; strokes stay equally dark."""
    longest = max(digit.shape)
    if longest == BOX:
        return digit.astype(np.float32)
    height, width = (max(1, round(side * BOX / longest)) for side in digit.shape)
    resampling = Image.Resampling.BOX if longest > BOX else Image.Resampling.BILINEAR
    values = np.asarray(Image.fromarray(digit.astype(np.float32)).resize((width, height), resampling))
    return np.clip(values / max(float(values.max()), 1e-6), 0, 1)


def _place(ink: np.ndarray) -> int:
    """The start of the ink that puts its centre of mass on pixel 14, as in MNIST, or as near as possible."""
    centre = float(np.arange(len(ink)) @ ink / ink.sum())
    return int(np.clip(round(SIZE / 2 - centre), 0, SIZE - len(ink)))
