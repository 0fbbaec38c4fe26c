package dev.vireo.pipelines.rescore;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rescore.GradientSample;
import dev.vireo.jobs.rescore.RescoreRollouts;
import dev.vireo.jobs.rescore.Rescoring;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.stage.ConfiguredRewards;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.DeviceChoice;
import dev.vireo.jobs.runtime.devices.TaskDevice;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.settings.Decisive;
import dev.vireo.jobs.runtime.stage.PublishedIterations;
import dev.vireo.jobs.runtime.stage.SparkHadoop;
import dev.vireo.pipelines.config.ConfigFile;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.grpo.GrpoConfig;
import dev.vireo.pipelines.spark.SparkSessions;
import dev.vireo.schemas.Datasets;
import dev.vireo.store.manifest.CanonicalJson;
import dev.vireo.store.run.DriverPresence;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** A run of GRPO whose rollouts rules are compared over. */
public final class RescoredRun {

  /** The folder of all comparisons in a run. */
  public static final String FOLDER = "rescored";

  /** What a folder's rules are; also the mark by which the folder is known. */
  private static final String RULES = "rules.json";

  /**
   * What is asked for.
   *
   * @param rules a file of rules; empty for those that every run can be compared with
   * @param from the first iteration, from 1
   * @param to the last; 0 for the last that is there
   * @param gradients groups to compare gradients over; 0 for none
   * @param out where results go; empty for a folder of the run
   */
  public record Request(
      Optional<String> rules, int from, int to, int gradients, Optional<String> out) {

    /** All iterations by the rules that every run can be compared with. */
    public static final Request DEFAULT = new Request(Optional.empty(), 1, 0, 0, Optional.empty());
  }

  private final String location;
  private final Request request;
  private final GrpoConfig config;
  private final List<Rule> rules;
  private final List<Integer> iterations;

  /**
   * Reads run and rules.
   *
   * @param run the run directory
   * @param location the same as a path or a URI
   * @throws InputException if it is not a run of GRPO, an iteration is not finished, or a rule
   *     cannot be
   */
  public RescoredRun(RunDirectory run, String location, Request request) {
    this.location = location;
    this.request = request;
    ResolvedConfig<GrpoConfig> own = own(run);
    this.config = own.settings();
    this.rules =
        request
            .rules()
            .map(file -> RuleFile.read(file, own.redacted()))
            .orElseGet(() -> RuleFile.ofEveryRun(own.redacted()));
    this.iterations =
        PublishedIterations.of(
            run, request.from(), request.to(), List.of(Datasets.ROLLOUTS, Datasets.REWARDS));
  }

  /**
   * The run's configuration. Secrets that it names need not be there any more, as nothing asks for
   * them, and neither where metrics were looked at.
   */
  private static ResolvedConfig<GrpoConfig> own(RunDirectory run) {
    ObjectNode own = (ObjectNode) RunRecord.require(run).settings();
    String pipeline = own.path("pipeline").asText("");
    if (!pipeline.equals(GrpoConfig.NAME)) {
      throw new InputException(
          "%s is a run of the pipeline %s, without groups of rewarded completions: rescore compares rules over a run of the pipeline grpo"
              .formatted(run, pipeline));
    }
    own.remove("tracking");
    return new ConfigReader(name -> Optional.ofNullable(System.getenv(name)).orElse(""))
        .read(GrpoConfig.class, new ConfigFile(run.uri(RunRecord.FILE), own), List.of());
  }

  /**
   * Compares the rules, in a Spark session of its own.
   *
   * @throws InputException if something that a rule needs is not there
   * @throws IOException if Spark cannot be stopped
   */
  public Rescoring compare(Progress progress) throws IOException {
    boolean models = request.gradients() > 0 || rules.stream().anyMatch(Rule::scores);
    try (SparkSession spark =
        SparkSessions.open(
            "vireo rescore", device(models), config.products(), config.gradientExchange())) {
      RunDirectory run = RunDirectory.at(location, spark.sparkContext().hadoopConfiguration());
      StageContext context = new StageContext(spark, run, config.seed(), progress);
      if (models) {
        TaskDevice.check(context.spark());
      }
      rules.stream().filter(Rule::scores).forEach(rule -> checkRewards(rule, spark));
      try (DriverPresence presence = DriverPresence.announce(run)) {
        return compare(context);
      }
    }
  }

  /**
   * Compares the rules while the run is under way.
   *
   * @param context of the run
   * @throws InputException if something that a rule needs is not there
   */
  public Rescoring compare(StageContext context) {
    RunDirectory out = out(context);
    SamplingPolicies policies = new SamplingPolicies(context.run(), config);
    RescoreRollouts work =
        new RescoreRollouts(
            context,
            out,
            iterations,
            rules.stream().map(Rule::rescoring).toList(),
            policies::texts,
            sample(policies));
    note(out);
    return work.run();
  }

  /** A GPU that the run had need not be here. */
  private DeviceChoice device(boolean models) {
    return models && config.device() != DeviceChoice.CPU ? DeviceChoice.AUTO : DeviceChoice.CPU;
  }

  private void checkRewards(Rule rule, SparkSession spark) {
    List<RewardSettings> rewards = rule.rewards();
    try {
      RewardScorer scorer = RewardScorer.create(rewards);
      scorer.checkAttributes(config.prompts().attributeColumns());
      ConfiguredRewards.checkColumns(rewards, spark);
      scorer.checkServers();
    } catch (InputException e) {
      throw new InputException("Rule '" + rule.name() + "': " + e.getMessage(), e);
    }
  }

  private Optional<GradientSample> sample(SamplingPolicies policies) {
    return request.gradients() == 0
        ? Optional.empty()
        : Optional.of(
            new GradientSample(
                request.gradients(),
                config.update(),
                config.rollouts().temperature(),
                config.rollouts().maxNewTokens(),
                policies::of));
  }

  /** Where results go: into nothing that this command has not begun. */
  private RunDirectory out(StageContext context) {
    if (request.out().isEmpty()) {
      return context.run().child(FOLDER + "/" + name());
    }
    RunDirectory out = RunDirectory.at(request.out().get(), SparkHadoop.configuration());
    boolean other = out.list("").stream().anyMatch(name -> !name.startsWith("."));
    if (other && !out.exists(RULES)) {
      throw new InputException(
          "Cannot write %s: it is there already, and was not begun by this command; name a new folder"
              .formatted(out.uri()));
    }
    return out;
  }

  /** The file's name without its ending. */
  private String name() {
    return request
        .rules()
        .map(file -> Path.of(file).getFileName().toString())
        .map(file -> file.replaceFirst("\\.ya?ml$", "").replaceAll("[^A-Za-z0-9._-]", "-"))
        .orElse("default");
  }

  private void note(RunDirectory out) {
    ObjectNode note = JsonNodeFactory.instance.objectNode();
    rules.forEach(
        rule ->
            note.withArray("rules").add(Decisive.withoutSecrets(rule.tree(), GrpoConfig.class)));
    byte[] json = CanonicalJson.pretty(note).getBytes(StandardCharsets.UTF_8);
    if (!out.read(RULES).filter(there -> Arrays.equals(there, json)).isPresent()) {
      out.publisher().publish(RULES, file -> file.write(json));
    }
  }

  /** Where the results are. */
  public String folder() {
    return request.out().orElse(location.replaceAll("/+$", "") + "/" + FOLDER + "/" + name());
  }
}
