package dev.vireo.pipelines.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.settings.Decisive;
import dev.vireo.jobs.torch.TorchSettings;
import dev.vireo.jobs.training.TrainProcessRewardModel;
import dev.vireo.jobs.training.TrainRewardModel;
import dev.vireo.jobs.training.UpdateCritic;
import dev.vireo.jobs.training.UpdatePolicy;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.store.manifest.Difference;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.StageChange;
import dev.vireo.store.run.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a configuration would change in a run directory. The manifests of the stages decide: a
 * setting or an input may change as long as no stage that reads it has published anything. The
 * words come from {@code run.json}, which knows the settings by their keys.
 */
final class RunChanges {

  /** Where an identity of a reward or an environment holds the hash of a file, or of several. */
  private static final Pattern FILE =
      Pattern.compile("(?:rewards\\.)?(?<owner>.+)\\.options\\.(?:content|files\\.(?<other>.+))");

  private static final String ENVIRONMENT = "environment";

  private static final Pattern HASH = Pattern.compile("\"[0-9a-f]{64}\"");

  /** The stages whose work is that of workers of torch wherever there are any. */
  private static final Set<String> TRAINING =
      Set.of(
          "fine-tune-policy",
          "train-preferences",
          TrainProcessRewardModel.STAGE,
          TrainRewardModel.STAGE,
          UpdateCritic.STAGE,
          UpdatePolicy.STAGE);

  private final StageContext context;
  private final ResolvedConfig<?> resolved;
  private final Outputs outputs;

  /** What stages read that {@code run.json} says is different. */
  private final List<Difference> recorded;

  RunChanges(StageContext context, Pipeline pipeline, ResolvedConfig<?> resolved) {
    this.context = context;
    this.resolved = resolved;
    this.outputs = new Outputs(context.run(), pipeline);
    Class<?> type = resolved.settings().getClass();
    JsonNode now = Decisive.of(resolved.redacted(), type);
    this.recorded =
        RunRecord.find(context.run())
            .map(record -> Difference.between(Decisive.of(record.settings(), type), now))
            .orElse(List.of())
            .stream()
            .filter(each -> !isUnknownAndNotGiven(each))
            .toList();
  }

  /** Whether the record is older than a setting that is not given now either. */
  private static boolean isUnknownAndNotGiven(Difference difference) {
    return difference.before().isEmpty() && difference.after().equals(Optional.of("null"));
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
  void refuse(Map<Stage, Integer> givenUp) {
    Map<Stage, List<Difference>> changed = outputs.ordered();
    for (Stage stage : outputs.stages()) {
      List<Outputs.Output> published =
          givesUpAll(givenUp, stage) ? List.of() : outputs.published(stage);
      for (Reading reading : published.isEmpty() ? List.<Reading>of() : stage.readings()) {
        List<Difference> differences = reading.differences(published);
        if (!differences.isEmpty()) {
          changed.computeIfAbsent(stage, each -> new ArrayList<>()).addAll(differences);
        }
      }
      workers(published)
          .ifPresent(each -> changed.computeIfAbsent(stage, none -> new ArrayList<>()).add(each));
    }
    if (!changed.isEmpty()) {
      throw refusal(changed);
    }
  }

  /**
   * By whom something was made, if not by the workers, or the local engine, that would make it now.
   * No reading knows: they are the same for all stages.
   */
  private Optional<Difference> workers(List<Outputs.Output> published) {
    return published.stream()
        .map(output -> output.manifest().fingerprint())
        .filter(made -> TRAINING.contains(made.stage()) || TorchSettings.inputOf(made).isPresent())
        .map(this::workers)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<Difference> workers(Fingerprint made) {
    Optional<String> before = TorchSettings.inputOf(made);
    Optional<String> now =
        ((RunSettings) resolved.settings())
            .workers()
            .flatMap(workers -> TorchSettings.inputOf(workers.in(made)));
    return before.equals(now)
        ? Optional.empty()
        : Optional.of(new Difference(Reading.INPUT + TorchSettings.INPUT, before, now));
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
    Optional<Stage> stage = outputs.published(change.stage());
    if (stage.isEmpty() || change.differences().isEmpty()) {
      return refused;
    }
    Map<Stage, List<Difference>> changed = outputs.ordered();
    changed.put(stage.get(), change.differences());
    boolean beforeIterations = stage.get().ofIterations() && stage.get().first() == 0;
    if (beforeIterations && areInputs(change.differences())) {
      // What comes before the first iteration starts where that does.
      outputs.stages().stream()
          .filter(other -> other.ofIterations() && other.first() == 1)
          .findFirst()
          .filter(other -> !outputs.published(other).isEmpty())
          .ifPresent(other -> changed.put(other, change.differences()));
    }
    return refusal(changed);
  }

  private InputException refusal(Map<Stage, List<Difference>> changed) {
    Map<String, Set<Stage>> lines = new LinkedHashMap<>();
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
        ("%s was made with other settings or inputs (%s), and finished work is never replaced: give"
                + " another directory with --set run=DIR; or delete what depends on it and redo it"
                + " with %s; or make a new run from what is still valid with 'vireo fork %s NEW CONF'")
            .formatted(
                context.run(),
                lines.keySet().stream().collect(Collectors.joining(", ")),
                first(changed.keySet()).stream()
                    .map(stage -> "--redo " + stage.name())
                    .collect(Collectors.joining(" ")),
                context.run()));
  }

  /** The stages that follow from none of the others. */
  private List<Stage> first(Set<Stage> stages) {
    return stages.stream()
        .filter(
            stage -> stages.stream().noneMatch(other -> other != stage && coversAll(other, stage)))
        .toList();
  }

  private boolean coversAll(Stage stage, Stage other) {
    return givesUpAll(outputs.following(List.of(stage), 1), other);
  }

  /** Whether a stage has no outputs left once these are deleted. */
  private static boolean givesUpAll(Map<Stage, Integer> going, Stage stage) {
    return going.getOrDefault(stage, Integer.MAX_VALUE) <= stage.first();
  }

  /** By the keys of settings where those are known, otherwise as the stage itself calls them. */
  private List<String> words(Stage stage, List<Difference> differences) {
    boolean otherPolicy = differences.stream().anyMatch(RunChanges::isOfPolicy);
    List<String> words =
        recorded.stream()
            .filter(
                each -> stage.readsSetting(each.name()) || otherPolicy && isOfPolicy(each.name()))
            .map(Difference::toString)
            .toList();
    return words.isEmpty()
        ? differences.stream().map(each -> words(stage, each)).distinct().toList()
        : words;
  }

  private String words(Stage stage, Difference difference) {
    Matcher file = FILE.matcher(difference.name());
    if (file.matches() && isOfHashes(difference)) {
      String owner = file.group("owner");
      return "%s of %s has changed"
          .formatted(
              file.group("other") == null ? fileOf(owner) : file.group("other"),
              owner.equals(ENVIRONMENT) ? "the environment" : "reward '%s'".formatted(owner));
    }
    String words =
        difference.name().startsWith(Reading.INPUT)
            ? stage.words(difference.name().substring(Reading.INPUT.length()))
            : "";
    return words.isEmpty() ? difference.toString() : words;
  }

  private static boolean isOfHashes(Difference difference) {
    return Stream.of(difference.before(), difference.after())
        .allMatch(value -> value.isPresent() && HASH.matcher(value.get()).matches());
  }

  /** The file or folder that the options of a reward, or of the environment, name. */
  private String fileOf(String owner) {
    if (resolved.settings() instanceof PolicyRun run) {
      if (owner.equals(ENVIRONMENT) && run.environment() != null) {
        return String.valueOf(run.environment().options().get("path"));
      }
      for (RewardSettings each : run.rewards()) {
        if (each.name().equals(owner) && each.options().get("path") != null) {
          return each.options().get("path").toString();
        }
      }
    }
    return "the content";
  }

  private static boolean areInputs(List<Difference> differences) {
    return differences.stream().allMatch(each -> each.name().startsWith(Reading.INPUT));
  }

  /** Whether the policy that a stage starts from is another one. */
  private static boolean isOfPolicy(Difference difference) {
    return difference.name().equals(Reading.INPUT + "policy")
        || difference.name().equals(Reading.INPUT + "reference");
  }

  /** Whether a setting decides from which policy training starts. */
  private static boolean isOfPolicy(String key) {
    return key.startsWith("policy.")
        || key.startsWith("sft")
        || key.equals("compute")
        || key.equals("training-engine")
        || key.startsWith("torch.");
  }
}
