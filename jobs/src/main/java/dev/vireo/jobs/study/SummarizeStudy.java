package dev.vireo.jobs.study;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.bestofn.BestOfNDivergence;
import dev.vireo.algorithms.bestofn.Interval;
import dev.vireo.algorithms.bestofn.PromptResamples;
import dev.vireo.algorithms.bestofn.ScalingForm;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.StageProgress;
import dev.vireo.jobs.study.CheckpointSamples.PromptMeans;
import dev.vireo.jobs.study.CurveTable.Measure;
import dev.vireo.jobs.study.RefinedAnswers.Answers;
import dev.vireo.jobs.study.SearchedGroups.Chosen;
import dev.vireo.schemas.BestOfNCurve;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.StageChange;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.study.CheckpointPoint;
import dev.vireo.store.study.ChoicePoint;
import dev.vireo.store.study.RefinementPoint;
import dev.vireo.store.study.Scaling;
import dev.vireo.store.study.SearchPoint;
import dev.vireo.store.study.StudyFile;
import dev.vireo.store.study.StudyReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The stage that makes the report of a study, {@code study/study.json}: means over prompts with
 * their intervals, and the forms of over-optimization fitted to them. Prompts count of which each
 * completion has both rewards, in all datasets.
 */
public final class SummarizeStudy {

  /** The stage's name. */
  public static final String STAGE = "summarize-study";

  private static final Interval NOT_MEASURED = new Interval(Double.NaN, Double.NaN, Double.NaN);

  private final StudySettings settings;
  private final CurveTable table;
  private final List<List<PromptMeans>> checkpoints;
  private final List<Long> steps;
  private final List<SearchedGroups> searches;
  private final List<List<Chosen>> chosen;
  private final Optional<RefinedAnswers> refined;
  private final Optional<Map<String, Answers>> answers;
  private final PromptResamples resamples;

  private SummarizeStudy(
      StageContext context,
      StudySettings settings,
      DatasetHandle<BestOfNCurve> curves,
      List<SearchedGroups> searches,
      Optional<RefinedAnswers> refined,
      List<CheckpointSamples> samples) {
    this.settings = settings;
    this.searches = searches;
    this.refined = refined;
    this.answers = refined.map(each -> each.answers(proxy(), gold()));
    this.steps = samples.stream().map(CheckpointSamples::step).toList();
    List<Map<String, PromptMeans>> means =
        samples.stream().map(each -> each.means(context, proxy(), gold())).toList();
    List<Map<String, Chosen>> found =
        searches.stream().map(each -> each.chosen(guide(), proxy(), gold())).toList();
    this.table =
        CurveTable.read(
            curves,
            prompt ->
                means.stream().allMatch(each -> isComplete(each.get(prompt)))
                    && found.stream().allMatch(each -> each.get(prompt).isComplete())
                    && answers.stream().allMatch(each -> each.get(prompt).isComplete()));
    if (table.prompts().isEmpty()) {
      throw new InputException(
          "No prompt of the study has both rewards, %s and %s, of all its completions: check what they return"
              .formatted(proxy().title(), gold().title()));
    }
    this.checkpoints =
        means.stream().map(each -> table.prompts().stream().map(each::get).toList()).toList();
    this.chosen =
        found.stream().map(each -> table.prompts().stream().map(each::get).toList()).toList();
    this.resamples =
        PromptResamples.of(table.prompts().size(), settings.resamples(), context.seed());
  }

  /** What the stage reads of a configuration; its inputs come to it. */
  public static Fingerprint declared(StudySettings settings, long seed) {
    return Fingerprint.of(STAGE).settings(Map.of("resamples", settings.resamples())).seed(seed);
  }

  /**
   * Makes the report, unless it is there.
   *
   * @param curves what choices among completions of each prompt are worth
   * @param searches what searches over steps have found
   * @param refined answers that the policy has improved; empty where it has not
   * @param samples completions of trained policies, in the order of their steps
   * @throws InputException if no prompt counts, or the report that is there was made from something
   *     else
   */
  public static StudyReport run(
      StageContext context,
      DatasetHandle<BestOfNCurve> curves,
      List<SearchedGroups> searches,
      Optional<RefinedAnswers> refined,
      List<CheckpointSamples> samples,
      StudySettings settings) {
    Fingerprint fingerprint =
        declared(settings, context.seed()).input("best_of_n", curves.contentHash());
    if (settings.search() != null) {
      fingerprint = fingerprint.input("guide", settings.search().guide());
    }
    for (SearchedGroups each : searches) {
      fingerprint = each.in(fingerprint);
    }
    if (refined.isPresent()) {
      fingerprint = refined.get().in(fingerprint);
    }
    for (CheckpointSamples each : samples) {
      fingerprint = each.in(fingerprint);
    }
    Optional<PublishedFolder> there =
        PublishedFolder.findOrTakeOver(context.run(), StudyFile.FOLDER, fingerprint);
    StageProgress stage =
        StageProgress.start(context.progress(), STAGE, 0, curves.rows(), "prompts");
    if (there.isPresent()) {
      StageChange.refuse(
          context.run().uri(StudyFile.FOLDER), there.get().manifest().fingerprint(), fingerprint);
      stage.skip(Map.of());
      return StudyFile.read(context.run()).orElseThrow();
    }
    try {
      context.run().requireOwnWork(STAGE);
      StudyReport report =
          new SummarizeStudy(context, settings, curves, searches, refined, samples).report();
      StudyFile.publish(context.run(), fingerprint, report);
      stage.finish(Map.of());
      return report;
    } catch (RuntimeException e) {
      stage.fail();
      throw e;
    }
  }

  private static boolean isComplete(PromptMeans means) {
    return means != null && means.isComplete();
  }

  private RewardNamed proxy() {
    return new RewardNamed(settings.proxy());
  }

  private RewardNamed guide() {
    return new RewardNamed(settings.search().guide());
  }

  private RewardNamed gold() {
    return new RewardNamed(settings.gold());
  }

  private StudyReport report() {
    List<ChoicePoint> choices =
        IntStream.rangeClosed(1, table.completions()).parallel().mapToObj(this::choice).toList();
    List<CheckpointPoint> trained =
        IntStream.range(0, steps.size()).mapToObj(this::checkpoint).toList();
    return new StudyReport(
        proxy().title(),
        gold().title(),
        table.prompts().size(),
        table.left(),
        table.completions(),
        table.tokens(),
        table.proxyDeviation(),
        table.goldDeviation(),
        choices,
        IntStream.range(0, searches.size()).mapToObj(this::search).toList(),
        refinements(),
        trained,
        scalings());
  }

  private ChoicePoint choice(int n) {
    return new ChoicePoint(
        n,
        n * table.tokens(),
        BestOfNDivergence.bound(n),
        interval(Measure.KL, n),
        interval(Measure.PROXY, n),
        interval(Measure.GOLD, n),
        n < table.completions() ? interval(Measure.WIN_RATE, n) : NOT_MEASURED,
        interval(Measure.MAJORITY, n),
        interval(Measure.WEIGHTED, n));
  }

  private Interval interval(Measure measure, int n) {
    return table.has(measure) ? resamples.mean(table.of(measure, n)) : NOT_MEASURED;
  }

  private SearchPoint search(int place) {
    List<Chosen> each = chosen.get(place);
    return new SearchPoint(
        searches.get(place).beams(),
        searches.get(place).tokens(),
        resamples.mean(each.stream().mapToDouble(Chosen::proxy).toArray()),
        resamples.mean(each.stream().mapToDouble(Chosen::gold).toArray()));
  }

  private List<RefinementPoint> refinements() {
    return refined
        .map(
            each ->
                new RefinementCurve(
                        each,
                        table.prompts().stream().map(answers.orElseThrow()::get).toList(),
                        table,
                        resamples)
                    .points())
        .orElse(List.of());
  }

  private CheckpointPoint checkpoint(int place) {
    return new CheckpointPoint(
        steps.get(place),
        Arrays.stream(of(place, PromptMeans::tokens)).average().orElse(0),
        resamples.mean(of(place, PromptMeans::kl)),
        resamples.mean(of(place, PromptMeans::proxy)),
        resamples.mean(of(place, PromptMeans::gold)));
  }

  /** [P] of a checkpoint. */
  private double[] of(int place, ToDoubleFunction<PromptMeans> mean) {
    return checkpoints.get(place).stream().mapToDouble(mean).toArray();
  }

  private List<Scaling> scalings() {
    List<Integer> grid = grid(table.completions());
    return Stream.of(
            choices(Measure.GOLD, "gold", table.goldDeviation(), grid)
                .fitted(ScalingForm.BEST_OF_N, resamples),
            choices(Measure.PROXY, "proxy", table.proxyDeviation(), grid)
                .fitted(ScalingForm.BEST_OF_N, resamples),
            trained(Measure.GOLD, "gold", table.goldDeviation(), PromptMeans::gold)
                .fitted(ScalingForm.REINFORCEMENT, resamples),
            trained(Measure.PROXY, "proxy", table.proxyDeviation(), PromptMeans::proxy)
                .fitted(ScalingForm.REINFORCEMENT, resamples))
        .flatMap(Optional::stream)
        .toList();
  }

  private ScalingCurve choices(
      Measure measure, String reward, double deviation, List<Integer> grid) {
    List<ScalingCurve.Point> points = new ArrayList<>();
    for (int n : grid) {
      double[] kl = new double[table.prompts().size()];
      Arrays.fill(kl, BestOfNDivergence.bound(n));
      points.add(
          new ScalingCurve.Point(
              table.has(Measure.KL) ? table.of(Measure.KL, n) : kl, table.of(measure, n)));
    }
    return new ScalingCurve(reward, deviation, table.of(measure, 1), points);
  }

  private ScalingCurve trained(
      Measure measure, String reward, double deviation, ToDoubleFunction<PromptMeans> value) {
    return new ScalingCurve(
        reward,
        deviation,
        table.of(measure, 1),
        IntStream.range(0, steps.size())
            .mapToObj(place -> new ScalingCurve.Point(of(place, PromptMeans::kl), of(place, value)))
            .toList());
  }

  /** The n that a form is fitted to: each about 1.4 times the one before, evenly in log n. */
  static List<Integer> grid(int completions) {
    return Stream.concat(
            IntStream.iterate(2, power -> power + 1)
                .mapToObj(power -> (int) Math.round(StrictMath.pow(2, power / 2.0)))
                .takeWhile(n -> n < completions),
            Stream.of(completions))
        .filter(n -> n > 1)
        .distinct()
        .toList();
  }
}
