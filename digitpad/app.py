"""The composition root: the only place where everybody is made and introduced."""

from __future__ import annotations

import gc
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from platformdirs import user_data_path
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from threadpoolctl import threadpool_limits

import cnn
from cnn.errors import reason
from cnn.files import remove_leftovers
from digitpad.errors import log_uncaught
from digitpad.models.bundled_networks import BundledNetwork, bundled_networks
from digitpad.models.network_library import FileError, NetworkLibrary
from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.pages.common import intents, theme
from digitpad.pages.common.page import Page
from digitpad.pages.feature_maps.page import FeatureMapsPage
from digitpad.pages.filters.model import FiltersModel
from digitpad.pages.filters.page import FiltersPage
from digitpad.pages.handwriting.augmentation import AugmentationPreview
from digitpad.pages.handwriting.contact_sheet import ContactSheet
from digitpad.pages.handwriting.page import HandwritingPage
from digitpad.pages.network.page import NetworkPage
from digitpad.pages.preprocessing.model import PreprocessingModel
from digitpad.pages.preprocessing.page import PreprocessingPage
from digitpad.pages.time.page import TimePage
from digitpad.pages.training.form import TrainingForm
from digitpad.pages.training.page import TrainingPage
from digitpad.pages.why.page import WhyPage
from digitpad.shell.main_window import MainWindow
from digitpad.shell.navigation import connect_pages
from digitpad.shell.signals import QuitOnSignals
from digitpad.storage.rescue import save_beside
from digitpad.training.trainer import State, Trainer

NAME = "digitpad"
RESCUED = "digitpad network"
SWITCH_SECONDS = 0.001


@dataclass(frozen=True)
class App:
    """The models, and the window that shows them."""

    pad: Pad
    session: NetworkLibrary
    recognition: Recognition
    trainer: Trainer
    filters: FiltersModel
    variations: AugmentationPreview
    window: MainWindow

    def shut_down(self) -> None:
        """Stop all threads, and keep what a training has learned."""
        for network in self.trainer.shut_down():
            self.keep(network)
        self.filters.shut_down()
        self.variations.shut_down()

    def keep(self, network: cnn.Network) -> None:
        """Keep a network that nobody looks at any more; if not there, then where there is room."""
        try:
            self.session.keep(network, self.trainer.was_brief(network))
        except FileError as problem:
            print(f"{NAME}: {problem} {rescued(network)}", file=sys.stderr)


def rescued(network: cnn.Network) -> str:
    """Save a network that could not be kept; says where it is."""
    try:
        return f"It is in {save_beside(network, RESCUED)}."
    except OSError:
        return "It is lost."


def build(
    settings: QSettings,
    folder: Path,
    bundled: Sequence[BundledNetwork] | None = None,
    load_data: Callable[[], cnn.Mnist] = cnn.load_mnist,
    load_examples: Callable[[], cnn.Dataset] = cnn.load_mnist_test,
) -> App:
    """Make the whole program; a ``QApplication`` must exist.

    Args:
        settings: remember the window's place.
        folder: where trained networks are kept.
        bundled: the networks that come with the program, the one to start with first; by
            default those that ship.
        load_data: makes the data for trainings, in their process, which must be able to import it.
        load_examples: makes the images that are shown while the pad is empty, in a thread.
    """
    pad = Pad()
    session = NetworkLibrary(bundled_networks() if bundled is None else bundled, folder)
    recognition = Recognition(pad, session.network)
    trainer = Trainer(load_data)
    filters = FiltersModel(recognition, trainer, load_examples)
    variations = AugmentationPreview(recognition, load_examples)
    look, train = FeatureMapsPage(recognition), TrainingPage(trainer)
    glance, dossiers, why = NetworkPage(recognition), FiltersPage(filters), WhyPage(recognition)
    pages = (
        Page(intents.LOOK, look),
        Page(intents.TRAIN, train),
        Page(intents.NETWORK, glance),
        Page(intents.FILTERS, dossiers),
        Page(intents.WHY, why),
        Page(intents.TIME, TimePage(pad, recognition)),
        Page(intents.INK, PreprocessingPage(PreprocessingModel(recognition))),
        Page(intents.HANDWRITING, HandwritingPage(pad, ContactSheet(), variations)),
    )
    window = MainWindow(pad, recognition, trainer, session, settings, pages, train.panel)
    app = App(pad, session, recognition, trainer, filters, variations, window)
    _introduce(app, train.panel)
    connect_pages(window, look, glance, dossiers, why)
    return app


def start_qt(argv: Sequence[str]) -> QApplication:
    """Qt, and the interpreter beneath it, as a window that answers at once needs them."""
    qt = QApplication(list(argv))
    qt.setApplicationName(NAME)
    qt.setApplicationDisplayName(NAME)
    qt.setDesktopFileName(NAME)
    # A late picture does no harm, but lost places of the pointer are lost ink. Under X11 Qt gives
    # the newest alone; it begins with that when the application is made.
    qt.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
    theme.apply_theme(qt)
    # the window has the interpreter soon when a thread holds it
    sys.setswitchinterval(SWITCH_SECONDS)
    # Python looks through all objects for lost ones now and then, which takes 30 ms while nothing
    # else is done. What was imported so far will not be lost: most of them.
    gc.freeze()
    # With two threads OpenBLAS waits for a processor that is busy: one reading takes a tenth of a
    # second then instead of a thousandth.
    threadpool_limits(1, user_api="blas")
    return qt


def run(argv: Sequence[str]) -> int:
    """Open the window and stay until it is closed; returns the exit status."""
    qt = start_qt(argv)
    log_uncaught()
    try:
        settings, folder = QSettings(NAME, NAME), user_data_path(NAME) / "networks"
        app = build(settings, folder)
    except (cnn.BadFile, OSError) as error:
        print(f"{NAME}: the network that comes with it cannot be read: {error}", file=sys.stderr)
        return 1
    for place in (folder, tempfile.gettempdir()):
        remove_leftovers(place)
    QuitOnSignals(qt)
    qt.aboutToQuit.connect(app.shut_down)
    app.window.show()
    app.window.tour.offer(settings)
    status = qt.exec()
    app.window.close()  # a window that is seen when Qt is taken down may crash the process
    return status


def _introduce(app: App, panel: TrainingForm) -> None:
    session, trainer, recognition, window = app.session, app.trainer, app.recognition, app.window

    def start(preset: str, settings: cnn.TrainingSettings) -> None:
        trainer.start(cnn.preset(preset, np.random.default_rng(settings.seed)), settings)

    def use_trained(network: cnn.Network) -> None:
        try:
            session.use_trained(network, trainer.was_brief(network))
        except FileError as problem:
            window.show_problem(str(problem))

    def return_from_training(state: State) -> None:
        if state is State.IDLE and trainer.batch is None:  # nothing was learned
            recognition.set_network(session.network)

    def tell_failure(error: Exception) -> None:
        window.show_problem(f"The training stopped because of an error: {reason(error)}")

    session.network_changed.connect(trainer.abandon)
    session.network_changed.connect(recognition.set_network)
    trainer.network_changed.connect(recognition.set_network)
    trainer.state_changed.connect(return_from_training)
    app.filters.network_wanted.connect(recognition.set_network)
    app.filters.muted_changed.connect(lambda: window.show_muted(len(app.filters.muted)))
    trainer.ended.connect(use_trained)
    trainer.left_behind.connect(app.keep)
    trainer.failed.connect(tell_failure)
    panel.start_requested.connect(start)
    window.closed.connect(app.shut_down)
