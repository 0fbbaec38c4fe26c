package dev.vireo.algorithms.evaluation;

import java.util.SortedMap;

/** How well a model of rewards or preferences does on data that it has not learned from. */
public sealed interface RewardReport
    permits RewardModelReport, PreferenceModelReport, LabelReport, RatingReport {

  /** The numbers that matter most, by name. */
  SortedMap<String, Double> metrics();
}
