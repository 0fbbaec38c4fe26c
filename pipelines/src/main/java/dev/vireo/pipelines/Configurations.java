package dev.vireo.pipelines;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.policy.PolicySettings;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.run.LastPolicy;
import dev.vireo.pipelines.run.PolicyRun;
import dev.vireo.pipelines.run.RunSettings;
import dev.vireo.pipelines.spark.SparkSessions;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a run's configuration, of whichever pipeline its first key names. */
public final class Configurations {

  private static final String PIPELINE = "pipeline";

  private Configurations() {}

  /**
   * What a file says, with settings on top, as it is written: {@code policy.from} still names a
   * run.
   *
   * @param file a YAML file, or a run's {@code run.json}
   * @throws InputException naming file, key and what is allowed there
   */
  public static ResolvedConfig<?> read(String file, List<String> settings) {
    ConfigReader reader = new ConfigReader();
    boolean recorded = file.equals(RunRecord.FILE) || file.endsWith("/" + RunRecord.FILE);
    String within = recorded ? "configuration" : "";
    String name =
        reader
            .find(file, within, PIPELINE)
            .orElseThrow(
                () ->
                    new InputException(
                        "%s: missing key 'pipeline'; it must be one of %s"
                            .formatted(file, String.join(", ", PipelineKind.names()))));
    List<String> all = new ArrayList<>();
    if (recorded) {
      String folder = file.substring(0, file.length() - RunRecord.FILE.length());
      all.add("run=" + quoted(folder.isEmpty() ? "." : folder.replaceAll("/+$", "")));
    }
    all.addAll(settings);
    return reader.read(PipelineKind.named(name).settings(), file, within, all);
  }

  /**
   * The same with the model directory of the run that {@code policy.from} names.
   *
   * @throws InputException also if that run has no policy yet
   */
  public static ResolvedConfig<?> resolve(String file, List<String> settings) {
    ResolvedConfig<?> written = read(file, settings);
    if (!(written.settings() instanceof PolicyRun config) || config.policy().from() == null) {
      return written;
    }
    PolicySettings policy = config.policy();
    Path model =
        LastPolicy.of(RunDirectory.at(policy.from(), SparkSessions.hadoop()), policy.checkpoint());
    List<String> all = new ArrayList<>(settings);
    all.add("policy.from=null");
    all.add("policy.model=" + quoted(model.toString()));
    // What is recorded names the run, so that the run can be moved with it.
    return new ResolvedConfig<>((Record) read(file, all).settings(), written.redacted());
  }

  /** The same settings as those of every run. */
  public static RunSettings settings(ResolvedConfig<?> resolved) {
    return (RunSettings) resolved.settings();
  }

  /** A path as a YAML scalar that nothing in it can break. */
  public static String quoted(String path) {
    return "'" + path.replace("'", "''") + "'";
  }
}
