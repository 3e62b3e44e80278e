"""The parts of the window, each an arrangement of views."""

from digitpad.pages.draw_column import DrawColumn
from digitpad.pages.filters import FiltersPage
from digitpad.pages.glance import GlancePage
from digitpad.pages.handwriting import HandwritingPage
from digitpad.pages.ink import InkPage
from digitpad.pages.look_inside import LookInsidePage
from digitpad.pages.page import PAGE_MARGIN, Page
from digitpad.pages.page_tabs import PageTabs
from digitpad.pages.time import TimePage
from digitpad.pages.train import TrainPage
from digitpad.pages.why import WhyPage

__all__ = [
    "PAGE_MARGIN",
    "DrawColumn",
    "FiltersPage",
    "GlancePage",
    "HandwritingPage",
    "InkPage",
    "LookInsidePage",
    "Page",
    "PageTabs",
    "TimePage",
    "TrainPage",
    "WhyPage",
]
