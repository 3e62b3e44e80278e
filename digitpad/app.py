"""Creates all models and pages, and connects their signals. No other module does that."""

from __future__ import annotations

import gc
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path, user_log_path
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from threadpoolctl import threadpool_limits

import cnn
from cnn.errors import reason
from cnn.explain.graph import Place
from cnn.files import remove_leftovers
from digitpad import errors
from digitpad.models.bundled_networks import BundledNetwork, bundled_networks
from digitpad.models.network_library import FileError, NetworkLibrary
from digitpad.models.pad import Pad
from digitpad.models.recognition import Recognition
from digitpad.pages.common import actions, theme
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
from digitpad.shell.signals import QuitOnSignals
from digitpad.storage.rescue import save_beside
from digitpad.text.translation import tr
from digitpad.training.run import StopReason, TrainingResult
from digitpad.training.trainer import Trainer

NAME = "digitpad"
RESCUED = "digitpad network"
SWITCH_SECONDS = 0.001


@dataclass(frozen=True)
class App:
    """The models, and the window that shows them."""

    pad: Pad
    library: NetworkLibrary
    recognition: Recognition
    trainer: Trainer
    filters: FiltersModel
    preview: AugmentationPreview
    pages: tuple[Page, ...]
    window: MainWindow

    def shut_down(self) -> None:
        """Stop all background work, and save what a training has learned."""
        self.trainer.shut_down()
        self.filters.shut_down()
        self.preview.shut_down()

    def save(self, result: TrainingResult) -> None:
        """Save the network of an abandoned training, somewhere else if necessary; a failure is
        reported."""
        if result.network is None:
            return
        try:
            self.library.save_trained(result.network, result.is_brief)
        except FileError as problem:
            errors.report(f"{problem} {_rescued(result.network)}")


def _rescued(network: cnn.Network) -> str:
    """Save a network that could not be saved in its folder; returns a sentence."""
    try:
        return tr("It was saved as {path}.", path=save_beside(network, RESCUED))
    except OSError:
        return tr("It is lost.")


def build(
    settings: QSettings,
    folder: Path,
    bundled: Sequence[BundledNetwork] | None = None,
    load_data: Callable[[], cnn.Mnist] = cnn.load_mnist,
    load_examples: Callable[[], cnn.Dataset] = cnn.load_mnist_test,
    log_file: Path | None = None,
) -> App:
    """Create the whole program; a ``QApplication`` must exist.

    Args:
        settings: store the position of the window.
        folder: where trained networks are saved.
        bundled: the built-in networks, the one to start with first; by default those that ship.
        load_data: loads the data of trainings, in their process, which must be able to import it.
        load_examples: loads the images that are shown while the pad is empty, in a thread.
        log_file: is offered with an error report.
    """
    pad = Pad()
    library = NetworkLibrary(bundled_networks() if bundled is None else bundled, folder)
    recognition = Recognition(pad, library.network)
    trainer = Trainer(load_data)
    filters = FiltersModel(recognition, trainer, load_examples)
    preview = AugmentationPreview(recognition, load_examples)
    maps, network, details = (
        FeatureMapsPage(recognition),
        NetworkPage(recognition),
        FiltersPage(filters),
    )
    why, training = WhyPage(recognition), TrainingPage(trainer)
    pages = (
        Page("look", actions.LOOK, maps),
        Page("train", actions.TRAIN, training),
        Page("network", actions.NETWORK, network),
        Page("filters", actions.FILTERS, details),
        Page("why", actions.WHY, why),
        Page("time", actions.TIME, TimePage(pad, recognition)),
        Page("ink", actions.INK, PreprocessingPage(PreprocessingModel(recognition))),
        Page("handwriting", actions.HANDWRITING, HandwritingPage(pad, ContactSheet(), preview)),
    )
    window = MainWindow(
        pad, recognition, trainer, library, settings, pages, training.form, log_file
    )
    app = App(pad, library, recognition, trainer, filters, preview, pages, window)
    _connect_models(app, training.form)
    _connect_pages(window, maps, network, details, why)
    return app


def start_qt(argv: Sequence[str]) -> QApplication:
    """Create Qt's application, and set up Qt and Python for a window that responds at once."""
    qt = QApplication(list(argv))
    qt.setApplicationName(NAME)
    qt.setApplicationDisplayName(NAME)
    qt.setDesktopFileName(NAME)
    # Repainting late is harmless; dropping mouse-move events would lose parts of a stroke. Under
    # X11 Qt drops all but the latest by default, from the moment the application is created.
    qt.setAttribute(Qt.ApplicationAttribute.AA_CompressHighFrequencyEvents, False)
    theme.apply_theme(qt)
    # the window gets the interpreter's lock soon when a thread holds it
    sys.setswitchinterval(SWITCH_SECONDS)
    # The garbage collector examines all objects now and then, which takes 30 ms. What was imported
    # so far, most of them, will never be garbage.
    gc.freeze()
    # With two threads OpenBLAS waits for a processor that is busy: one reading then takes a tenth
    # of a second instead of a thousandth.
    threadpool_limits(1, user_api="blas")
    return qt


def run(argv: Sequence[str]) -> int:
    """Open the window, and return the exit status when it is closed."""
    errors.report_uncaught()
    log_file = errors.write_log(user_log_path(NAME))
    qt = start_qt(argv)
    try:
        settings, folder = QSettings(NAME, NAME), user_data_path(NAME) / "networks"
        app = build(settings, folder, log_file=log_file)
    except (cnn.BadFile, OSError) as error:
        problem = tr("the built-in network cannot be read: {reason}", reason=error)
        print(f"{NAME}: {problem}", file=sys.stderr)
        return 1
    for place in (folder, tempfile.gettempdir()):
        remove_leftovers(place)
    QuitOnSignals(qt)
    qt.aboutToQuit.connect(app.shut_down)
    app.window.show()
    app.window.tour.offer(settings)
    status = qt.exec()
    app.window.close()  # a window that is visible when Qt is deleted may crash the process
    return status


def _connect_models(app: App, form: TrainingForm) -> None:
    library, trainer, recognition, window = app.library, app.trainer, app.recognition, app.window

    def finish_training(result: TrainingResult) -> None:
        if result.reason is StopReason.FAILED and result.error is not None:
            why = reason(result.error)
            window.show_problem(
                tr("The training stopped because of an error: {reason}.", reason=why)
            )
        if result.reason is StopReason.ABANDONED:
            app.save(result)
        elif result.network is None:
            recognition.set_network(library.network)
        else:
            try:
                library.use_trained(result.network, result.is_brief)
                form.show_saved()
            except FileError as problem:
                window.show_problem(f"{problem} {_rescued(result.network)}")

    library.network_changed.connect(trainer.abandon)
    library.network_changed.connect(recognition.set_network)
    trainer.network_changed.connect(recognition.set_network)
    trainer.finished.connect(finish_training)
    app.filters.network_override_requested.connect(recognition.set_network)
    app.filters.muted_changed.connect(lambda: window.show_muted(len(app.filters.muted)))
    window.closed.connect(app.shut_down)


def _connect_pages(
    window: MainWindow,
    maps: FeatureMapsPage,
    network: NetworkPage,
    filters: FiltersPage,
    why: WhyPage,
) -> None:
    """Connects pages: a number to its arithmetic, a kernel to its filter, a bar to its
    explanation."""

    def open_number(place: Place) -> None:
        window.show_page(network)  # from then on it has the latest network
        network.open(place)

    def open_filter(layer: str, channel: int) -> None:
        filters.open(layer, channel)
        window.show_page(filters)

    def explain(label: int) -> None:
        why.model.choose(label)
        window.show_page(why)

    maps.number_opened.connect(open_number)
    maps.filter_opened.connect(open_filter)
    window.class_clicked.connect(explain)
