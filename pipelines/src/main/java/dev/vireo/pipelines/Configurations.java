package dev.vireo.pipelines;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.environments.EnvironmentSettings;
import dev.vireo.jobs.environments.Environments;
import dev.vireo.jobs.policy.PolicySettings;
import dev.vireo.jobs.runtime.stage.SparkHadoop;
import dev.vireo.pipelines.config.ConfigFile;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.run.LastPolicy;
import dev.vireo.pipelines.run.ModelRun;
import dev.vireo.pipelines.run.PolicyRun;
import dev.vireo.pipelines.run.RunSettings;
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
    return read(written(file), all(file, settings));
  }

  /**
   * The same with the model directory of the run that {@code policy.from} names.
   *
   * @throws InputException also if that run has no policy yet
   */
  public static ResolvedConfig<?> resolve(String file, List<String> settings) {
    ConfigFile source = written(file);
    List<String> all = all(file, settings);
    ResolvedConfig<?> written = read(source, all);
    if (!(written.settings() instanceof ModelRun config) || config.policy().from() == null) {
      return written;
    }
    PolicySettings policy = config.policy();
    Path model =
        written.checked(
            () ->
                LastPolicy.of(
                    RunDirectory.at(policy.from(), SparkHadoop.configuration()),
                    policy.checkpoint()));
    all.add("policy.from=null");
    all.add("policy.model=" + quoted(model.toString()));
    // What is recorded names the run, so that the run can be moved with it.
    return new ResolvedConfig<>(
        written.source(), (Record) read(source, all).settings(), written.redacted());
  }

  private static ResolvedConfig<?> read(ConfigFile file, List<String> settings) {
    String name =
        file.text(PIPELINE)
            .orElseThrow(
                () ->
                    new InputException(
                        "%s: missing key 'pipeline'; it must be one of %s"
                            .formatted(file.source(), String.join(", ", PipelineKind.names()))));
    ResolvedConfig<?> read =
        new ConfigReader().read(PipelineKind.named(name).settings(), file, settings);
    if (read.settings() instanceof PolicyRun run && run.environment() != null) {
      checkEnvironment(run.environment(), read.source());
    }
    return read;
  }

  /** Its options are those of its type, which the reader of settings does not know. */
  private static void checkEnvironment(EnvironmentSettings environment, String source) {
    try {
      Environments.check(environment);
    } catch (InputException e) {
      // Without the cause, which may repeat a secret.
      throw new InputException(source + ": " + e.getMessage());
    }
  }

  private static ConfigFile written(String file) {
    ConfigFile all = ConfigFile.read(file);
    return isRecord(file) ? all.within("configuration") : all;
  }

  /** The settings on top of a file; of a run's record, its own directory before them. */
  private static List<String> all(String file, List<String> settings) {
    List<String> all = new ArrayList<>();
    if (isRecord(file)) {
      String folder = file.substring(0, file.length() - RunRecord.FILE.length());
      all.add("run=" + quoted(folder.isEmpty() ? "." : folder.replaceAll("/+$", "")));
    }
    all.addAll(settings);
    return all;
  }

  private static boolean isRecord(String file) {
    return file.equals(RunRecord.FILE) || file.endsWith("/" + RunRecord.FILE);
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
