package dev.vireo.pipelines.tracking;

/** Kinds of places for metrics. */
public enum TrackerType {
  TENSORBOARD,
  MLFLOW,
  JSON_LINES,
  CSV
}
