package dev.vireo.pipelines.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AdjustCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GOOD = "{\"rewards\":[0,0.5,1,0.5]}\n";
  private static final String ADJUSTED =
      "{\"rewards\":[0,0.5,1,0.5],\"adjusted\":[0.0,0.5,1.0,0.5],\"mean\":0.5,"
          + "\"variance_before\":0.125,\"variance_after\":0.125}\n";

  @TempDir Path folder;

  @Test
  void everyExactVectorIsReproduced() throws IOException {
    String vectors;
    try (InputStream resource = getClass().getResourceAsStream("reward_adjustment.jsonl")) {
      vectors = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    }
    Run run = Run.piped(vectors, "adjust");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    List<JsonNode> expected = trees(vectors);
    List<JsonNode> actual = trees(run.out());
    assertThat(actual).hasSameSizeAs(expected).hasSizeGreaterThan(200);
    for (int i = 0; i < expected.size(); i++) {
      compare(actual.get(i), expected.get(i));
    }
  }

  @Test
  void otherRulesAreNamed() {
    String group = "{\"rewards\":[1,2,3,10]}\n";
    Run gap = Run.piped(group, "adjust", "--rule", "{type: thresholds, weights: gap}");
    assertThat(gap.err()).isEmpty();
    assertThat(gap.out()).contains("\"adjusted\":[1.0,2.0,3.0,10.0]");
    Run equal = Run.piped(group, "adjust", "--rule", "thresholds");
    assertThat(equal.out()).contains("\"mean\":4.0").doesNotContain("10.0]");

    for (String rule : List.of("{type: decay, until: 5}", "{type: calibrated, target: exact}")) {
      Run refused = Run.piped(group, "adjust", "--rule", rule);
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.err()).contains("which rewards alone do not have").hasLineCount(1);
    }
    assertThat(Run.piped(group, "adjust", "--rule", "best").err())
        .contains("--rule best: unknown rule 'best'; the rules are variance-increase,")
        .hasLineCount(1);
  }

  @Test
  void compressedFilesAreRead() throws IOException {
    Path gz = folder.resolve("in.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gz))) {
      out.write(GOOD.getBytes(StandardCharsets.UTF_8));
    }
    Path zst = folder.resolve("in.jsonl.ZST");
    Files.write(zst, Zstd.compress(GOOD.getBytes(StandardCharsets.UTF_8)));
    for (Path file : List.of(gz, zst)) {
      assertThat(Run.of("adjust", file.toString()).out()).isEqualTo(ADJUSTED);
    }
    Path no = Files.writeString(folder.resolve("no.jsonl.gz"), GOOD);
    Run run = Run.of("adjust", no.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("vireo: Cannot read groups: " + no + " cannot be decompressed (")
        .hasLineCount(1);
  }

  @Test
  void aBadLineIsReportedTheGoodOnesAreWrittenAndTheCodeIs2() throws IOException {
    Path file = Files.writeString(folder.resolve("in.jsonl"), GOOD + "oops\n" + GOOD);
    Run run = Run.of("adjust", file.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEqualTo(ADJUSTED.repeat(2));
    assertThat(run.err()).startsWith("vireo: " + file + " line 2: not JSON: ").hasLineCount(1);

    Run piped = Run.piped("{}\n", "adjust", "-");
    assertThat(piped.exitCode()).isEqualTo(2);
    assertThat(piped.out()).isEmpty();
    assertThat(piped.err())
        .isEqualTo("vireo: standard input line 1: there is no field 'rewards'\n");
  }

  /** What none of whose lines can be read is named once. */
  @Test
  void whatIsNotALineOfJsonAtAllIsNamed() throws IOException {
    Path pointer = folder.resolve("groups.jsonl");
    Files.writeString(
        pointer, "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n");
    Run lfs = Run.of("adjust", pointer.toString());
    assertThat(lfs.exitCode()).isEqualTo(2);
    assertThat(lfs.out()).isEmpty();
    assertThat(lfs.err())
        .startsWith("vireo: Cannot read groups: " + pointer + ": it is a Git LFS pointer")
        .hasLineCount(1);

    for (Charset utf16 :
        List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      Path file = Files.writeString(folder.resolve("utf16.jsonl"), GOOD.repeat(3), utf16);
      Run run = Run.of("adjust", file.toString());
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err())
          .startsWith("vireo: Cannot read groups: " + file + " is UTF-16; save it as UTF-8")
          .hasLineCount(1);
    }
  }

  @Test
  void nothingInIsNothingOut() {
    assertThat(Run.piped("", "adjust")).isEqualTo(new Run(0, "", ""));
  }

  @Test
  void theOptionsReachTheAdjustment() throws JsonProcessingException {
    String tied = "{\"rewards\":[0.5,0.5]}\n";
    assertThat(adjusted(tied, "--range", "[0, 1]", "--ties", "split")).isEqualTo("[1.0,0.0]");
    assertThat(adjusted(tied, "--range", "[0, 1]", "--ties", "split", "--strength", "0.5"))
        .isEqualTo("[0.75,0.25]");
    assertThat(adjusted("{\"rewards\":[0,0.25,1]}", "--range", "{top-share: 0.25}"))
        .isEqualTo("[0.0,0.0,1.25]");
    assertThat(adjusted("{\"rewards\":[0,0.5,2]}", "--range", "{fixed: [0, 1], clip: true}"))
        .isEqualTo("[0.0,0.5,1.0]");
    assertThat(adjusted("{\"rewards\":[0,0.4,0.5]}", "--range", "[0, 1]", "--tie-tolerance", "0.2"))
        .isEqualTo("[0.0,0.45,0.45]");
  }

  @Test
  void impossibleOptionsAreOneLine() {
    assertThat(Run.of("adjust", "--strength", "2"))
        .isEqualTo(new Run(2, "", "vireo: The adjustment's strength 2.0 must be in [0, 1]\n"));
    assertThat(Run.of("adjust", "--range", "wide").err())
        .isEqualTo(
            "vireo: --range wide: expected a range such as [0, 1], {fixed: [0, 1], clip: true},"
                + " group, {top-share: 0.25} or {top-share: 0.25, lower: 0}\n");
    assertThat(Run.of("adjust", "a", "b").err())
        .isEqualTo(
            "vireo: adjust reads one file, but was given a and b: name the output with --output\n");
    assertThat(Run.of("adjust", "--format", "parquet", "a").err())
        .isEqualTo("vireo: adjust --format parquet takes two paths, IN and OUT\n");
    assertThat(Run.of("adjust", folder.toString()).err())
        .isEqualTo("vireo: Cannot read groups: " + folder + " is a directory\n");
  }

  @Test
  void anOutputFileAppearsWhole() throws IOException {
    Path out = folder.resolve("out.jsonl");
    Files.writeString(out, "old");
    Run run = Run.piped(GOOD, "adjust", "--output", out.toString());
    assertThat(run).isEqualTo(new Run(0, "", ""));
    assertThat(out).hasContent(ADJUSTED.strip());
    assertThat(names()).containsExactly("out.jsonl");

    Run inPlace = Run.of("adjust", out.toString(), "-o", out.toString());
    assertThat(inPlace.exitCode()).isZero();
    assertThat(out).hasContent(ADJUSTED.strip());
  }

  @Test
  void anOutputThatCannotBeMadeIsOneLine() {
    Path absent = folder.resolve("absent").resolve("out.jsonl");
    Run run = Run.piped(GOOD, "adjust", "-o", absent.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "vireo: Cannot write " + absent + ": there is no folder " + absent.getParent() + "\n");
    assertThat(Run.piped(GOOD, "adjust", "-o", folder.toString()).err())
        .isEqualTo("vireo: Cannot write " + folder + ": it is a directory\n");
  }

  @Test
  void aFailedRunLeavesNoFile() {
    Path out = folder.resolve("out.jsonl");
    Console broken =
        new Console(
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("the pipe broke");
              }

              @Override
              public int read(byte[] target, int offset, int length) throws IOException {
                return read();
              }
            },
            java.io.OutputStream.nullOutputStream(),
            new java.io.PrintStream(
                java.io.OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    assertThat(Vireo.execute(broken, "adjust", "-o", out.toString())).isEqualTo(1);
    assertThat(names()).isEmpty();
  }

  private static String adjusted(String line, String... options) throws JsonProcessingException {
    List<String> arguments = new ArrayList<>(List.of("adjust"));
    arguments.addAll(List.of(options));
    Run run = Run.piped(line, arguments.toArray(String[]::new));
    assertThat(run.err()).isEmpty();
    return JSON.readTree(run.out()).get("adjusted").toString();
  }

  private static void compare(JsonNode actual, JsonNode expected) {
    String name = expected.get("name").textValue();
    double[] weights = doubles(expected.get("weights"));
    double lower = expected.get("lower").doubleValue();
    double upper = expected.get("upper").doubleValue();
    double leastWeight = Arrays.stream(weights).min().orElseThrow() / Arrays.stream(weights).sum();
    double[] adjusted = doubles(actual.get("adjusted"));
    assertThat(adjusted)
        .as(name)
        .containsExactly(
            doubles(expected.get("adjusted")), within(1e-9 * (upper - lower + 1) / leastWeight));
    for (double value : adjusted) {
      assertThat(value).as(name).isBetween(lower, upper);
    }
    for (String key : List.of("mean", "variance_before", "variance_after")) {
      double exact = expected.get(key).doubleValue();
      assertThat(actual.get(key).doubleValue())
          .as(name + " " + key)
          .isCloseTo(exact, within(1e-10 * Math.max(1, Math.abs(exact))));
    }
  }

  private static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).doubleValue();
    }
    return values;
  }

  private static List<JsonNode> trees(String lines) throws JsonProcessingException {
    List<JsonNode> trees = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      trees.add(JSON.readTree(line));
    }
    return trees;
  }

  private List<String> names() {
    String[] names = folder.toFile().list();
    return names == null ? List.of() : List.of(names);
  }
}
