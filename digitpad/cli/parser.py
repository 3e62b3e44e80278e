"""The command line: arguments are checked before anything runs.

Modules are imported when they are needed, and Qt only to open the window, so that the other
commands work on machines where Qt cannot start.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import NoReturn

from digitpad import __version__

BAD_INPUT = 2
INTERRUPTED = 130  # 128 + the number of the signal, as a shell reports it
BROKEN_PIPE = 141
LONGEST_COMPLAINT = 800
DESCRIPTION = "Draw a digit, see it read, look inside the network, train it live."


class Parser(argparse.ArgumentParser):
    """An argument parser that reports an error in one sentence, without the usage text."""

    def error(self, message: str) -> NoReturn:
        from cnn.errors import one_line

        message = message.replace("argument COMMAND: invalid choice:", "there is no command")
        self.exit(BAD_INPUT, f"{self.prog}: {one_line(message, LONGEST_COMPLAINT)}\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command and returns the exit status; bad input gives one sentence and status 2."""
    options = _parser().parse_args(argv)
    from cnn.errors import BadFile
    from digitpad.shell.startup_check import CannotStartError

    try:
        status: int = options.run(options)
    except (BadFile, CannotStartError) as error:
        return _complain(str(error))
    except BrokenPipeError:
        _drop_answers()  # the reader has closed the pipe
        return BROKEN_PIPE
    except OSError as error:
        _write_answers()
        reason = error.strerror or str(error)
        return _complain(f"{error.filename}: {reason}" if error.filename else reason)
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _write_answers() -> None:
    """Flushes standard output if possible."""
    try:
        if sys.stdout is not None:  # closed by the caller
            sys.stdout.flush()
    except OSError:
        _drop_answers()


def _drop_answers() -> None:
    """Closes standard output, so that Python does not fail at exit on unwritten answers."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(sentence: str) -> int:
    from cnn.errors import one_line

    print(f"digitpad: {one_line(sentence, LONGEST_COMPLAINT)}", file=sys.stderr)
    return BAD_INPUT


def _parser() -> Parser:
    parser = Parser(prog="digitpad", description=DESCRIPTION, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"digitpad {__version__}")
    parser.set_defaults(run=_open_window)
    commands = parser.add_subparsers(
        title="commands", description="without one, the window opens", metavar="COMMAND"
    )
    _add_train(commands)
    _add_evaluate(commands)
    _add_predict(commands)
    return parser


Commands = argparse._SubParsersAction


def _add_train(commands: Commands[Parser]) -> None:
    parser = commands.add_parser("train", help="train a network on MNIST", allow_abbrev=False)
    parser.add_argument(
        "--preset", type=_preset, help="the architecture (lenet)", default=argparse.SUPPRESS
    )
    for option, number, what in (
        ("--epochs", int, "passes over the training images"),
        ("--batch-size", int, "images per step"),
        ("--learning-rate", float, "the maximum, after the warm-up"),
        ("--seed", int, "of everything random"),
    ):
        name = option.lstrip("-").replace("-", "_")
        parser.add_argument(
            option,
            type=_setting(name, number),
            metavar="N",
            help=what,
            default=argparse.SUPPRESS,
        )
    for option, what in (
        ("--optimiser", "how a gradient moves the weights"),
        ("--schedule", "how the learning rate changes"),
    ):
        parser.add_argument(
            option,
            type=_named(option.lstrip("-")),
            metavar="NAME",
            help=what,
            default=argparse.SUPPRESS,
        )
    parser.add_argument(
        "--no-shuffle",
        dest="shuffle",
        action="store_false",
        help="take the images in the same order every time",
        default=argparse.SUPPRESS,
    )
    parser.add_argument(
        "--recipe",
        choices=["fast"],
        help="train for 98 %%, 99 %% and 99.5 %% instead, each in the shortest time",
    )
    parser.add_argument(
        "--out", type=_path, metavar="FILE", help="save the network here (.npz or .h5)"
    )
    parser.set_defaults(run=_train, parser=parser)


def _add_evaluate(commands: Commands[Parser]) -> None:
    parser = commands.add_parser(
        "evaluate", help="measure a network on MNIST's test set", allow_abbrev=False
    )
    _add_model(parser)
    parser.add_argument(
        "--images", type=_path, metavar="IDX", help="measure on these images instead"
    )
    parser.add_argument("--labels", type=_path, metavar="IDX", help="and these labels")
    parser.set_defaults(run=_evaluate, parser=parser)


def _add_predict(commands: Commands[Parser]) -> None:
    parser = commands.add_parser("predict", help="read pictures or drawings", allow_abbrev=False)
    _add_model(parser)
    parser.add_argument(
        "pictures", nargs="*", type=_path, metavar="IMAGE", help="pictures of one digit each"
    )
    parser.add_argument(
        "--drawings",
        type=_path,
        metavar="FILE",
        help="drawings, one JSON line each, gzipped or not; - is stdin",
    )
    parser.add_argument("--single", action="store_true", help="each drawing is one digit")
    parser.set_defaults(run=_predict, parser=parser)


def _add_model(parser: Parser) -> None:
    parser.add_argument(
        "--model", type=_path, metavar="FILE", help="a saved network; otherwise the built-in one"
    )


def _path(name: str) -> str:
    """Parses a file name. An empty one, for example from an unset variable, is an error."""
    if not name:
        raise argparse.ArgumentTypeError("must name a file")
    return name


def _preset(name: str) -> str:
    from cnn import PRESETS

    if name not in PRESETS:
        raise argparse.ArgumentTypeError(f"must be one of {', '.join(PRESETS)}, not {name!r}")
    return name


def _setting(name: str, number: type[int] | type[float]) -> Callable[[str], float]:
    """Parses a number within the limits of the training setting `name`."""

    def read(text: str) -> float:
        from cnn import TrainingSettings

        low, high = TrainingSettings.LIMITS[name]
        kind = "a whole number" if number is int else "a number"
        try:
            value = number(text)
        except ValueError:
            value = number(high) + 1
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"must be {kind} from {low} to {high}, not {text!r}")
        return value

    return read


def _named(setting: str) -> Callable[[str], str]:
    """Parses one of the names that the training setting allows."""

    def read(text: str) -> str:
        from cnn import TrainingSettings

        known = TrainingSettings.NAMES[setting]
        if text not in known:
            raise argparse.ArgumentTypeError(f"must be one of {', '.join(known)}, not {text!r}")
        return text

    return read


def _open_window(_options: argparse.Namespace) -> int:
    from digitpad.shell.startup_check import check_window_can_open

    check_window_can_open()
    from digitpad.app import run

    return run(sys.argv[:1])


def _train(options: argparse.Namespace) -> int:
    from cnn import TrainingSettings
    from digitpad.cli.train import train, train_by_recipe

    given = vars(options)
    settings = {f.name: given[f.name] for f in fields(TrainingSettings) if f.name in given}
    if options.recipe:
        if "preset" in given or settings.keys() - {"seed"}:
            options.parser.error("--recipe goes only with --seed and --out")
        return train_by_recipe(settings.get("seed", 0), options.out)
    return train(given.get("preset", "lenet"), settings, options.out)


def _evaluate(options: argparse.Namespace) -> int:
    from digitpad.cli.evaluate import evaluate

    if (options.images is None) != (options.labels is None):
        options.parser.error("--images and --labels must be given together")
    return evaluate(options.model, options.images, options.labels)


def _predict(options: argparse.Namespace) -> int:
    from digitpad.cli.predict import predict_drawings, predict_pictures

    if bool(options.pictures) == (options.drawings is not None):
        options.parser.error("expected either pictures or --drawings FILE")
    if options.single and options.drawings is None:
        options.parser.error("--single goes with --drawings: a picture is one digit anyway")
    if options.drawings is not None:
        return predict_drawings(options.model, options.drawings, options.single)
    return predict_pictures(options.model, options.pictures)
