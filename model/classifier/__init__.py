"""The classifier: features, training (scikit-learn), the artifact, and the small scorer used when serving."""
