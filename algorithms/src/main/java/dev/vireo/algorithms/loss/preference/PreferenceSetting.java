package dev.vireo.algorithms.loss.preference;

import java.util.Locale;

/** The settings that only some losses read. */
enum PreferenceSetting {
  LABEL_SMOOTHING,
  GAMMA,
  NLL_WEIGHT,
  DISCOPOP_TAU,
  TDPO_ALPHA,
  TOKEN_AVERAGE,
  REFERENCE_FREE,
  DESIRABLE_WEIGHT,
  UNDESIRABLE_WEIGHT;

  String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
