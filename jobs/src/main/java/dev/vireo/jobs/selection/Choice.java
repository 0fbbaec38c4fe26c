package dev.vireo.jobs.selection;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which of an iteration's groups are trained on: the first that have a signal, and where these are
 * too few others to fill up, so that each iteration takes the same steps.
 *
 * @param all groups, in the order in which they were sampled
 * @param kept those that are trained on
 */
record Choice(List<Candidate> all, Set<Candidate> kept) {

  static Choice of(List<Candidate> all, int wanted) {
    Set<Candidate> kept = new HashSet<>();
    all.stream().filter(each -> each.missing() == null).limit(wanted).forEach(kept::add);
    for (Reason reason : Reason.values()) {
      int open = wanted - kept.size();
      all.stream().filter(each -> each.missing() == reason).limit(open).forEach(kept::add);
    }
    return new Choice(all, kept);
  }

  long withSignal() {
    return all.stream().filter(each -> each.missing() == null).count();
  }

  /** Those that are kept, in the order in which they were sampled. */
  List<Candidate> chosen() {
    return all.stream().filter(kept::contains).toList();
  }

  /** Why a group is not kept, or is in spite of it; null for one that is kept for its signal. */
  String reason(Candidate group) {
    if (group.missing() != null) {
      return group.missing().text();
    }
    return kept.contains(group) ? null : Reason.SURPLUS.text();
  }
}
