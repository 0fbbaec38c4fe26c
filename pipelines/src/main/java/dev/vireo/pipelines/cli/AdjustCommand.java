package dev.vireo.pipelines.cli;

import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.adjust.AdjustmentRule;
import dev.vireo.algorithms.adjust.AdjustmentSettings;
import dev.vireo.algorithms.adjust.RangePolicy;
import dev.vireo.algorithms.adjust.Ties;
import dev.vireo.algorithms.adjust.VarianceIncrease;
import dev.vireo.algorithms.adjust.WeightPolicy;
import dev.vireo.pipelines.adjust.JsonLinesAdjuster;
import dev.vireo.pipelines.adjust.TextStart;
import dev.vireo.pipelines.config.ConfigReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code vireo adjust}: adjustment of the rewards of groups that are in a file. */
@Command(
    name = "adjust",
    description = {
      "Spread each group's rewards as far apart as their mean, their order and their bounds allow;"
          + " or adjust them by another rule.",
      "",
      "Reads JSON lines such as",
      "  {\"rewards\": [1, 0.5, 0], \"weights\": [1, 1, 2], \"lower\": 0, \"upper\": 1,"
          + " \"ties\": \"merge\"}",
      "and writes each with adjusted, mean, variance_before and variance_after added. Only rewards"
          + " are required: without weights all completions count equally; without bounds the"
          + " group's own minimum and maximum are used. Other fields are carried over as they are."
          + " A bad line is reported with its number and left out; the exit code is then 2.",
      "",
      "With --format parquet IN and OUT are Parquet files or folders with one group per row, in the"
          + " columns rewards, weights, lower, upper and ties; a bad row is reported and kept,"
          + " without results."
    })
final class AdjustCommand implements Callable<Integer> {

  /** What the groups are written in. */
  enum Format {
    JSON_LINES,
    PARQUET
  }

  private static final String VARIANCE_INCREASE = "variance-increase";

  @ParentCommand private Vireo vireo;

  @Parameters(
      arity = "0..2",
      paramLabel = "FILE",
      description =
          "JSON lines, compressed or not (.gz, .zst, .bz2); standard input if not given or -. With"
              + " --format parquet: IN OUT.")
  private List<String> files = List.of();

  @Option(
      names = "--format",
      paramLabel = "json-lines|parquet",
      defaultValue = "json-lines",
      description = "The format of the groups; ${DEFAULT-VALUE} if not given.")
  private Format format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write there instead of standard output; a file appears only when complete.")
  private Path output;

  @Option(
      names = "--ties",
      paramLabel = "merge|split",
      defaultValue = "merge",
      description =
          "How to treat equal rewards if a line does not say: keep them equal (merge), or allow"
              + " splitting them, as in the paper; ${DEFAULT-VALUE} if not given.")
  private Ties ties;

  @Option(
      names = "--tie-tolerance",
      paramLabel = "X",
      defaultValue = "0",
      description = "Rewards this close count as equal; ${DEFAULT-VALUE} if not given.")
  private double tieTolerance;

  @Option(
      names = "--strength",
      paramLabel = "T",
      defaultValue = "1",
      description =
          "From 0 (rewards unchanged) to 1 (full adjustment); ${DEFAULT-VALUE} if not given.")
  private double strength;

  @Option(
      names = "--range",
      paramLabel = "RANGE",
      defaultValue = "group",
      description =
          "The bounds if a line has none: group, [0, 1], {fixed: [0, 1], clip: true} or"
              + " {top-share: 0.25}; ${DEFAULT-VALUE} if not given.")
  private String range;

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      defaultValue = VARIANCE_INCREASE,
      description =
          "The rule, as a configuration's adjustment.rule: variance-increase, {type: thresholds,"
              + " weights: equal} or {type: bounded-misalignment, floor: 0.95}; ${DEFAULT-VALUE} if"
              + " not given.")
  private String rule;

  @Override
  public Integer call() throws IOException {
    AdjustmentSettings settings =
        new AdjustmentSettings(
            adjustmentRule(), rangePolicy(), WeightPolicy.UNIFORM, ties, tieTolerance, strength);
    return format == Format.PARQUET ? adjustParquet(settings) : adjustLines(settings);
  }

  // What is usual is known without the configuration's parser, which takes time to load.
  private AdjustmentRule adjustmentRule() {
    return rule.equals(VARIANCE_INCREASE)
        ? new VarianceIncrease()
        : ConfigReader.value(AdjustmentRule.class, rule, "--rule " + rule);
  }

  private RangePolicy rangePolicy() {
    return range.equals("group")
        ? new RangePolicy.Group()
        : ConfigReader.value(RangePolicy.class, range, "--range " + range);
  }

  private int adjustLines(AdjustmentSettings settings) throws IOException {
    if (files.size() > 1) {
      throw new InputException(
          "adjust reads one file, but was given "
              + String.join(" and ", files)
              + ": name the output with --output");
    }
    boolean piped = files.isEmpty() || files.get(0).equals("-");
    String source = piped ? "standard input" : files.get(0);
    JsonLinesAdjuster adjuster =
        new JsonLinesAdjuster(
            settings, (number, reason) -> vireo.error(source + " line " + number + ": " + reason));
    JsonLinesAdjuster.Result result;
    try (InputStream in =
            TextStart.checked(piped ? vireo.console().in() : open(files.get(0)), source);
        ResultFile out = ResultFile.open(Optional.ofNullable(output), vireo.console().out())) {
      result = adjuster.adjust(in, out.stream());
      out.complete();
    }
    return result.bad() == 0 ? ExitCode.DONE : ExitCode.BAD_INPUT;
  }

  private int adjustParquet(AdjustmentSettings settings) throws IOException {
    if (files.size() != 2 || output != null) {
      throw new InputException("adjust --format parquet takes two paths, IN and OUT");
    }
    return ParquetAdjustment.run(vireo, files.get(0), files.get(1), settings);
  }

  private static boolean isCompressed(String file) {
    return file.toLowerCase(Locale.ROOT).matches(".*\\.(gz|bz2|zst|zstd|snappy|lz4)");
  }

  private static InputStream open(String file) {
    try {
      Path path = Path.of(file);
      if (Files.isDirectory(path)) {
        throw new InputException("Cannot read groups: " + file + " is a directory");
      }
      return isCompressed(file) ? Decompressed.open(path) : Files.newInputStream(path);
    } catch (NoSuchFileException e) {
      throw new InputException("Cannot read groups: there is no file " + file, e);
    } catch (IOException e) {
      throw new InputException("Cannot read groups: " + e.getMessage(), e);
    }
  }
}
