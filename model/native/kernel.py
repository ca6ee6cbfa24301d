"""The compiled parts under one name; importing this fails where they were not compiled."""

from model.native.grams import Grams
from model.native.judge import Judge
from model.native.segmenter import Segmenter
from model.native.triage import Kind, Triage

__all__ = ["Grams", "Judge", "Kind", "Segmenter", "Triage"]
