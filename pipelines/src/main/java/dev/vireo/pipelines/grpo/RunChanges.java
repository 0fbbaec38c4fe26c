package dev.vireo.pipelines.grpo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.store.manifest.Difference;
import dev.vireo.store.manifest.StageChange;
import dev.vireo.store.run.RunRecord;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What a configuration would change in a run directory. The manifests of the stages decide: a
 * setting or an input may change as long as no stage that reads it has published anything. The
 * words come from {@code run.json}, which knows the settings by their keys.
 */
final class RunChanges {

  private static final List<Readings.Reading> NOTHING = List.of();

  private final StageContext context;
  private final Outputs outputs;
  private final Readings readings;

  /** What stages read that {@code run.json} says is different. */
  private final List<Difference> recorded;

  RunChanges(StageContext context, RunConfig config, JsonNode redacted) {
    this.context = context;
    this.outputs = new Outputs(context.run(), config);
    this.readings = new Readings(context, config);
    JsonNode now = Identity.of(redacted);
    this.recorded =
        RunRecord.find(context.run())
            .map(record -> differences(Identity.of(record.settings()), now))
            .orElse(List.of());
  }

  /** A section that a build of before did not record may be the same. */
  private static List<Difference> differences(JsonNode before, JsonNode now) {
    return Difference.between(before, now).stream()
        .filter(each -> before.has(each.name().split("\\.", 2)[0]))
        .toList();
  }

  Outputs outputs() {
    return outputs;
  }

  /**
   * Makes sure that no stage would be done again for a setting.
   *
   * @param givenUp what is about to be deleted anyway
   * @throws InputException if one would; the differences are reported before, a line each
   */
  void refuse(Map<RunStage, Integer> givenUp) {
    Map<RunStage, List<Difference>> changed = new EnumMap<>(RunStage.class);
    for (RunStage stage : RunStage.values()) {
      List<Outputs.Output> published =
          givesUpAll(givenUp, stage) ? List.of() : outputs.published(stage);
      for (Readings.Reading reading : published.isEmpty() ? NOTHING : readings.of(stage)) {
        List<Difference> differences = reading.differences(published);
        if (!differences.isEmpty()) {
          changed.computeIfAbsent(stage, each -> new ArrayList<>()).addAll(differences);
        }
      }
    }
    if (!changed.isEmpty()) {
      throw refusal(changed);
    }
  }

  /** Does work whose refusals, if any, come in the user's words. */
  <T> T explain(Supplier<T> work) {
    try {
      return work.get();
    } catch (InputException e) {
      throw inWords(e);
    }
  }

  /** The refusal of a stage that found its output made from something else, in the user's words. */
  private RuntimeException inWords(InputException refused) {
    if (!(refused.getCause() instanceof StageChange change)) {
      return refused;
    }
    Optional<RunStage> stage = RunStage.of(change.stage());
    if (stage.isEmpty() || change.differences().isEmpty()) {
      return refused;
    }
    Map<RunStage, List<Difference>> changed = new EnumMap<>(RunStage.class);
    changed.put(stage.get(), change.differences());
    boolean otherStart =
        stage.get() == RunStage.EVALUATE_POLICY && Readings.areInputs(change.differences());
    if (otherStart && !outputs.published(RunStage.COLLECT_ROLLOUTS).isEmpty()) {
      // The first evaluation comes before the first rollouts, and starts where they do.
      changed.put(RunStage.COLLECT_ROLLOUTS, change.differences());
    }
    return refusal(changed);
  }

  private InputException refusal(Map<RunStage, List<Difference>> changed) {
    Map<String, Set<RunStage>> lines = new LinkedHashMap<>();
    changed.forEach(
        (stage, differences) ->
            words(stage, differences)
                .forEach(
                    line -> lines.computeIfAbsent(line, each -> new LinkedHashSet<>()).add(stage)));
    lines.forEach(
        (line, stages) ->
            context
                .progress()
                .message(
                    "%s: would redo %s"
                        .formatted(
                            line, outputs.describe(outputs.following(List.copyOf(stages), 1)))));
    return new InputException(
        ("%s was made otherwise (%s), and nothing finished is replaced: give another directory with"
                + " --set run=DIR; or delete what follows and do it again with %s; or make a new run"
                + " of what still holds with 'vireo fork %s NEW CONF'")
            .formatted(
                context.run(),
                lines.keySet().stream().collect(Collectors.joining(", ")),
                first(changed.keySet()).stream()
                    .map(stage -> "--redo " + stage.title())
                    .collect(Collectors.joining(" ")),
                context.run()));
  }

  /** The stages that follow from none of the others. */
  private List<RunStage> first(Set<RunStage> stages) {
    return stages.stream()
        .filter(
            stage -> stages.stream().noneMatch(other -> other != stage && coversAll(other, stage)))
        .sorted()
        .toList();
  }

  private boolean coversAll(RunStage stage, RunStage other) {
    return givesUpAll(outputs.following(List.of(stage), 1), other);
  }

  /** Whether nothing of a stage is left where these go; evaluations begin before iterations. */
  private static boolean givesUpAll(Map<RunStage, Integer> going, RunStage stage) {
    int first = stage.isOfIterations() && stage != RunStage.EVALUATE_POLICY ? 1 : 0;
    return going.getOrDefault(stage, Integer.MAX_VALUE) <= first;
  }

  /** By the keys of settings where those are known, otherwise as the stage itself calls them. */
  private List<String> words(RunStage stage, List<Difference> differences) {
    boolean otherPolicy = Readings.isOfPolicy(differences);
    List<String> words =
        recorded.stream()
            .filter(
                each -> stage.reads(each.name()) || otherPolicy && Readings.isOfPolicy(each.name()))
            .map(Difference::toString)
            .toList();
    return words.isEmpty()
        ? differences.stream().map(each -> Readings.words(stage, each)).distinct().toList()
        : words;
  }
}
