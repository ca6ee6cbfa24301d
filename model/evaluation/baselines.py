"""What a user might build instead, trained on the same corpus and ranked by the same figures.

Each baseline tells harmful from harmless and gives a number that grows with suspicion; only its ranking is compared
(`auroc`, `recall_at_2fa`), so that no baseline suffers from a badly chosen threshold. None names the type of a scam.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from model.classifier.corpus import Row
from model.evaluation.metrics import Judged, figures
from model.normalize import normalize
from model.tokenize import JiebaTokenizer, full_tokenizer

# The words that police posters name most; a message is as suspicious as it holds many of them.
KEYWORDS = tuple(Path(__file__).with_name("keywords.txt").read_text("utf-8").split())

Ranker = Callable[[Sequence[str]], NDArray[np.float64]]


def keyword_list(rows: Sequence[Row]) -> Ranker:
    """Counts words from a poster; learns nothing."""
    return lambda texts: np.array([sum(word in normalize(text).folded for word in KEYWORDS) for text in texts], float)


def naive_bayes(rows: Sequence[Row]) -> Ranker:
    """jieba words, counts as TF-IDF, multinomial naive Bayes."""
    pipeline = make_pipeline(TfidfVectorizer(analyzer=_words, min_df=2), MultinomialNB(alpha=0.1))
    pipeline.fit([row.text for row in rows], _truth(rows))
    return lambda texts: np.asarray(pipeline.predict_proba(texts)[:, 1])


def linear_svc(rows: Sequence[Row]) -> Ranker:
    """jieba words and pairs, TF-IDF, linear support vectors."""
    vectors = TfidfVectorizer(analyzer=_words_and_pairs, min_df=2, sublinear_tf=True)
    pipeline = make_pipeline(vectors, LinearSVC(random_state=0))
    pipeline.fit([row.text for row in rows], _truth(rows))
    return lambda texts: np.asarray(expit(pipeline.decision_function(texts)))


def hashed_ngrams(rows: Sequence[Row]) -> Ranker:
    """Character 1- to 4-grams hashed into 2^18 places, logistic regression: no words, no dictionary."""
    vectors = HashingVectorizer(analyzer="char", ngram_range=(1, 4), n_features=2**18, alternate_sign=False)
    pipeline = make_pipeline(vectors, LogisticRegression(C=100.0, solver="liblinear"))
    pipeline.fit([row.text for row in rows], _truth(rows))
    return lambda texts: np.asarray(pipeline.predict_proba(texts)[:, 1])


BASELINES: dict[str, Callable[[Sequence[Row]], Ranker]] = {
    "keyword list": keyword_list,
    "multinomial naive Bayes": naive_bayes,
    "LinearSVC": linear_svc,
    "hashed n-grams": hashed_ngrams,
}


def compare(rows: Sequence[Row], judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """Name → `auroc` and `recall_at_2fa` of every baseline on the messages already judged by the product."""
    return {name: _figures(learn(rows), judged) for name, learn in BASELINES.items()}


def _figures(rank: Ranker, judged: Sequence[Judged]) -> dict[str, float]:
    suspicion = rank([j.text for j in judged])
    found = figures([replace(j, probability=float(s)) for j, s in zip(judged, suspicion, strict=True)])
    return {name: found[name] for name in ("auroc", "recall_at_2fa") if name in found}


def _truth(rows: Sequence[Row]) -> list[bool]:
    return [row.is_harmful for row in rows]


@cache
def _tokenizer() -> JiebaTokenizer:
    return full_tokenizer()


def _words(text: str) -> list[str]:
    return _tokenizer().cut(normalize(text).folded)


def _words_and_pairs(text: str) -> list[str]:
    words = _words(text)
    return words + [f"{a} {b}" for a, b in pairwise(words)]
