package dev.vireo.pipelines.grpo;

import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.demo.ArithmeticData;
import dev.vireo.pipelines.run.RunSession;
import dev.vireo.pipelines.run.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A run so small that it ends in seconds: real stages, a model of a few thousand parameters. */
public final class TinyRun {

  private static final String YAML =
      """
      pipeline: grpo
      seed: 17
      algorithm: grpovi
      iterations: 2
      prompts-per-iteration: 8
      prompts:
        path: '%1$s/prompts.jsonl'
        id-column: id
        answer-column: answer
        split-column: split
        chunk-size: 100
      policy:
        new-model:
          hidden-size: 16
          layers: 1
          heads: 2
          key-value-heads: 1
          intermediate-size: 32
          context-length: 32
      sft:
        - name: clean
          demonstrations:
            path: '%1$s/clean.jsonl'
            chunk-size: 100
          training:
            steps: 2
            batch-size: 8
            gradient-shards: 2
            checkpoint-every: 0
            optimizer: {learning-rate: 0.01}
      rollouts:
        group-size: 4
        max-new-tokens: 5
        chunk-groups: 4
      rewards:
        # Completions of an unskilled policy differ in the characters their bytes make.
        - {type: length, name: characters, options: {target: 3, unit: characters, slope: 0.3}}
        - {type: exact-match, name: exact, weight: 0}
      update:
        gradient-shards: 2
        micro-batch-completions: 8
        optimizer: {learning-rate: 0.001}
      evaluation:
        prompts: 6
        accuracy: exact
      """;

  /** The first lines of the demo's files, by their names: made once, for all tests of a process. */
  private static final Map<String, List<String>> DATA = new TreeMap<>();

  private TinyRun() {}

  /** Writes prompts, demonstrations and {@code tiny.yaml}; returns the latter. */
  public static Path write(Path folder) throws IOException {
    if (DATA.isEmpty()) {
      Path all = folder.resolve("all-data");
      ArithmeticData.write(all);
      for (String file : List.of("prompts.jsonl", "clean.jsonl")) {
        DATA.put(file, List.copyOf(Files.readAllLines(all.resolve(file)).subList(0, 300)));
      }
    }
    for (Map.Entry<String, List<String>> file : DATA.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    return Files.writeString(folder.resolve("tiny.yaml"), YAML.formatted(folder));
  }

  /** The configuration with a run directory and further overrides. */
  public static ResolvedConfig<GrpoConfig> config(Path yaml, Path run, String... overrides) {
    List<String> settings = new ArrayList<>(List.of("run='" + run + "'"));
    settings.addAll(List.of(overrides));
    return new ConfigReader().read(GrpoConfig.class, yaml, settings);
  }

  /** Runs the pipeline to its end. */
  public static RunSummary run(ResolvedConfig<?> config, Progress progress, String master) {
    System.setProperty("spark.master", master);
    try (RunSession session = RunSession.open(config, progress)) {
      return (RunSummary) session.run();
    }
  }
}
