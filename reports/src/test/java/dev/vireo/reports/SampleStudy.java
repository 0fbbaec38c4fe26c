package dev.vireo.reports;

import dev.vireo.algorithms.bestofn.Interval;
import dev.vireo.store.study.CheckpointPoint;
import dev.vireo.store.study.ChoicePoint;
import dev.vireo.store.study.RefinementPoint;
import dev.vireo.store.study.Scaling;
import dev.vireo.store.study.SearchPoint;
import dev.vireo.store.study.StudyReport;
import java.util.List;
import java.util.stream.IntStream;

/** Studies that nobody made. */
public final class SampleStudy {
  private static final Interval NONE = new Interval(Double.NaN, Double.NaN, Double.NaN);

  private SampleStudy() {}

  /** An interval of 0.1 to either side. */
  public static Interval around(double value) {
    return new Interval(value, value - 0.1, value + 0.1);
  }

  /** Three completions of 20 prompts, with all there may be besides. */
  public static StudyReport of(boolean votes, List<Scaling> scalings) {
    List<ChoicePoint> choices = choices(3, votes);
    return new StudyReport(
        "model",
        "exact",
        20,
        1,
        3,
        10,
        1,
        1,
        choices,
        List.of(new SearchPoint(4, 120, around(2), around(0.7))),
        List.of(
            new RefinementPoint(
                2,
                4,
                150,
                110,
                new RefinementPoint.Rewards(around(1), around(0.6)),
                new RefinementPoint.Rewards(around(2), around(0.7)),
                new RefinementPoint.Parallel(
                    2, new RefinementPoint.Rewards(around(2), around(0.4))),
                new RefinementPoint.Parallel(5, new RefinementPoint.Rewards(NONE, NONE)))),
        List.of(new CheckpointPoint(40, 9.5, around(1), around(2), around(0.3))),
        scalings);
  }

  /** So many completions of 20 prompts, and choices among them alone. */
  public static StudyReport ofCompletions(int completions) {
    return new StudyReport(
        "model",
        "exact",
        20,
        0,
        completions,
        10,
        1,
        1,
        choices(completions, false),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private static List<ChoicePoint> choices(int completions, boolean votes) {
    return IntStream.rangeClosed(1, completions)
        .mapToObj(
            n ->
                new ChoicePoint(
                    n,
                    10 * n,
                    n,
                    n == 1 ? NONE : around(0.5 * n),
                    around(n),
                    around(0.2 * n),
                    n == completions ? NONE : around(0.5),
                    votes ? around(0.3) : NONE,
                    votes ? around(0.4) : NONE))
        .toList();
  }
}
