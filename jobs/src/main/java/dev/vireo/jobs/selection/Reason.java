package dev.vireo.jobs.selection;

import java.util.Locale;

/** Why a group is not trained on. Where too few have a signal, others fill up in this order. */
enum Reason {
  /** All rewards are the same. */
  EQUAL_REWARDS,
  /** Fewer than two completions have a reward. */
  NO_REWARD,
  /** Rewards differ by the punishment of long completions alone. */
  OVERLONG_ONLY,
  /** It has a signal, but enough groups were found before it. */
  SURPLUS;

  /** As datasets and metrics have it. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
