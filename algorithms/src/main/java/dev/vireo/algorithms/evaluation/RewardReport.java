package dev.vireo.algorithms.evaluation;

import java.util.SortedMap;

/** How well a model of rewards or preferences does on held-out data. */
public sealed interface RewardReport
    permits RewardModelReport, PreferenceModelReport, LabelReport, RatingReport {

  /** The most important numbers, by name. */
  SortedMap<String, Double> metrics();
}
