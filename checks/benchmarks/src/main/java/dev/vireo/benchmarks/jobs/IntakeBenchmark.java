package dev.vireo.benchmarks.jobs;

import dev.vireo.jobs.data.demonstrations.DemonstrationSettings;
import dev.vireo.jobs.data.demonstrations.ShardDemonstrations;
import dev.vireo.jobs.data.preferences.PreferenceReader;
import dev.vireo.jobs.data.preferences.PreferenceSettings;
import dev.vireo.jobs.data.prompts.PolicyEncoder;
import dev.vireo.jobs.data.prompts.PromptSettings;
import dev.vireo.jobs.data.prompts.ShardPrompts;
import dev.vireo.jobs.policy.PolicySettings;
import dev.vireo.jobs.policy.SpecialTokens;
import dev.vireo.jobs.policy.StartingPolicy;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.pipelines.config.ConfigReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * One file of many rows made into a dataset: time and memory. Arguments: prompts, demonstrations or
 * preferences (prompts), rows (100,000), threads (all processors).
 *
 * <p>Each row has an id, which is looked for among all others, and about 120 characters of text.
 * Give a small heap, such as {@code -Xmx2g}: that it is enough is what is shown. Linux only.
 */
public final class IntakeBenchmark {
  /** The three stages that read what users bring. */
  private enum Kind {
    PROMPTS("\"prompt\":\"%s\",\"answer\":%d"),
    DEMONSTRATIONS("\"prompt\":\"%s\",\"completion\":\" The answer is %d.\""),
    PREFERENCES("\"prompt\":\"%s\",\"chosen\":\"It is %d.\",\"rejected\":\"I do not know.\"");

    private final String columns;

    Kind(String columns) {
      this.columns = columns;
    }

    String line(int row) {
      String question =
          "Question %d: somebody has %d apples, gives away %d of them and is given %d more; how many are left?"
              .formatted(row, row % 977, row % 89, row % 101);
      return "{\"id\":\"row-%d\",".formatted(row) + columns.formatted(question, row % 1009) + "}\n";
    }
  }

  private IntakeBenchmark() {}

  /** Runs it. */
  public static void main(String[] arguments) throws IOException {
    Kind kind =
        Kind.valueOf(arguments.length == 0 ? "PROMPTS" : arguments[0].toUpperCase(Locale.ROOT));
    int rows = Workbench.argument(arguments, 1, 100_000);
    int threads = Workbench.argument(arguments, 2, Workbench.processors());
    try (Workbench bench = Workbench.open(threads)) {
      Path file = bench.folder().resolve("rows.jsonl");
      write(file, kind, rows);
      long began = System.nanoTime();
      long made = intake(bench.context(), kind, "{path: '" + file + "', id-column: id}");
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "%,d %s of %,d MiB: %,d rows in %.0f s, %d threads, heap %,d MiB, resident at most %,d MiB%n",
          rows,
          kind.name().toLowerCase(Locale.ROOT),
          Files.size(file) >> 20,
          made,
          seconds,
          threads,
          heap() >> 20,
          residentAtMost());
    }
  }

  private static void write(Path file, Kind kind, int rows) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int row = 0; row < rows; row++) {
        out.write(kind.line(row));
      }
    }
  }

  private static long intake(StageContext context, Kind kind, String settings) {
    return switch (kind) {
      case PROMPTS -> {
        var prompts =
            ShardPrompts.of(
                    ConfigReader.value(PromptSettings.class, settings, "prompts"), encoder(context))
                .run(context.session(), context.run(), context.progress());
        yield prompts.train().rows() + prompts.eval().rows();
      }
      case DEMONSTRATIONS ->
          ShardDemonstrations.of(
                  ConfigReader.value(DemonstrationSettings.class, settings, "demonstrations"),
                  encoder(context),
                  0)
              .run(context.session(), context.run(), context.progress())
              .rows();
      case PREFERENCES ->
          PreferenceReader.of(ConfigReader.value(PreferenceSettings.class, settings, "preferences"))
              .run(context.session(), context.run(), context.progress())
              .rows();
    };
  }

  private static PolicyEncoder encoder(StageContext context) {
    PolicySettings policy = ConfigReader.value(PolicySettings.class, "{new-model: {}}", "policy");
    return new PolicyEncoder(StartingPolicy.run(context, policy, null), SpecialTokens.AUTO);
  }

  private static long heap() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    return memory.getHeapMemoryUsage().getMax();
  }

  private static long residentAtMost() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }
}
