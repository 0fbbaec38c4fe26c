package dev.vireo.jobs.data.preferences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.preferences.RatedSource.RatedTokens;
import dev.vireo.jobs.data.preferences.RewardPairSource.RewardPairTokens;
import dev.vireo.jobs.data.prompts.Gsm8k;
import dev.vireo.jobs.data.prompts.PromptEncoder;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.UnpairedExample;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Completions with a label or a rating, and GSM8K's solutions, as a reward model reads them. */
class RatedDataIT {
  private static final BoundaryTokens ENDS = new BoundaryTokens(257, 256);

  private static SparkSession spark;

  // Shared, and removed once Spark has stopped: tasks that are cancelled go on for a moment.
  @TempDir static Path folders;

  private Path folder;
  private List<String> messages;

  @BeforeAll
  static void start() {
    spark = TestSpark.local();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory(folders, "run");
    messages = new ArrayList<>();
  }

  @Test
  void ratingsAreReadAsNumbersAndEveryRowOfAContradictionCounts() throws IOException {
    DatasetHandle<UnpairedExample> made =
        make(
            Verdict.RATING,
            "{\"prompt\": \"p=\", \"completion\": \"a\", \"rating\": 3}",
            "{\"prompt\": \"p=\", \"completion\": \"b\", \"rating\": \"-0.5\"}",
            "{\"prompt\": \"p=\", \"completion\": \"a\", \"rating\": 4.25}",
            "{\"prompt\": \"q=\", \"completion\": \"b\", \"rating\": 2}",
            "{\"prompt\": \"q=\", \"completion\": \"b\", \"rating\": 2.0}");
    assertThat(made.readAll())
        .extracting(UnpairedExample::getRating)
        .containsExactly(3.0, -0.5, 4.25, 2.0, 2.0);
    assertThat(made.total("desirable") + made.total("undesirable")).isZero();
    assertThat(made.total("contradictory")).isEqualTo(1);
    assertThat(messages)
        .containsExactly(
            "unpaired examples: 1 completion occurs with different ratings; every row counts as it"
                + " is");
    RewardReading reading = new RewardReading(256, 256, null, 5, 0);
    List<RatedTokens> read =
        new RatedSource(made, reading).read(0).stream().flatMap(Optional::stream).toList();
    assertThat(read).extracting(RatedTokens::rating).containsExactly(3.0, -0.5, 4.25, 2.0, 2.0);
    assertThat(read.get(0).promptIds()).containsExactly('p', '=');
    assertThat(read.get(0).ids()).containsExactly('a', 256);
    // The end is the padding, so the reward is read at the letter.
    assertThat(read.get(0).end()).isZero();
    RewardReading shorter = new RewardReading(256, 256, null, 3, 0);
    assertThat(new RatedSource(made, shorter).read(0)).allMatch(Optional::isEmpty);
  }

  @Test
  void labelsMayContradictToo() throws IOException {
    DatasetHandle<UnpairedExample> made =
        make(
            Verdict.LABEL,
            "{\"prompt\": \"p=\", \"completion\": \"a\", \"label\": true}",
            "{\"prompt\": \"p=\", \"completion\": \"a\", \"label\": false}",
            "{\"prompt\": \"q=\", \"completion\": \"a\", \"label\": false}",
            "{\"prompt\": \"q=\", \"completion\": \"a\", \"label\": 0}");
    assertThat(made.readAll()).extracting(UnpairedExample::getRating).containsOnlyNulls();
    assertThat(made.total("contradictory")).isEqualTo(1);
    assertThat(messages)
        .containsExactly(
            "unpaired examples: 1 completion occurs with both labels; every row counts as it is");
    assertThat(
            new RatedSource(made, new RewardReading(0, null, null, 9, 0))
                .read(0).stream().map(row -> row.orElseThrow().rating()))
        .containsExactly(1.0, 0.0, 0.0, 0.0);
  }

  @Test
  void whatIsNoVerdictIsNamed() {
    String good = "{\"prompt\": \"p=\", \"completion\": \"a\", \"rating\": 1, \"label\": true}";
    refused(
        Verdict.RATING,
        "line 2 has 'NaN' in column 'rating'; it must be a finite number",
        good,
        "{\"prompt\": \"p=\", \"completion\": \"a\", \"rating\": \"NaN\"}");
    refused(
        Verdict.RATING,
        "line 2 has no value in column 'rating'; it must be a finite number",
        good,
        "{\"prompt\": \"p=\", \"completion\": \"a\", \"rating\": null}");
    refused(
        Verdict.LABEL,
        "line 2 has no value in column 'label'; it must be true or false",
        good,
        "{\"prompt\": \"p=\", \"completion\": \"a\", \"label\": null}");
    refused(
        Verdict.LABEL,
        "line 2 has 'good' in column 'label'; it must be true or false",
        good,
        "{\"prompt\": \"p=\", \"completion\": \"a\", \"label\": \"good\"}");
    refused(
        Verdict.RATING,
        "'completion'",
        "{\"prompt\": \"p=\", \"chosen\": \"a\", \"rejected\": \"b\", \"rating\": 1}");
  }

  static boolean gsm8k() {
    return Gsm8k.folder().isPresent();
  }

  @Test
  @EnabledIf("gsm8k")
  void gsm8ksSolutionsArePairs() {
    ObjectNode settings =
        SettingsMapper.mapper().valueToTree(PreferencePairSettings.defaults().dropping());
    settings.put("layout", "gsm8k-solutions");
    settings.put("path", Gsm8k.folder().orElseThrow().resolve("model_solutions.jsonl").toString());
    DatasetHandle<PreferencePair> pairs =
        ShardPreferences.of(
                SettingsMapper.mapper().convertValue(settings, PreferencePairSettings.class),
                new Bytes(),
                ENDS)
            .run(spark, RunDirectory.at(folder.resolve("run")), progress());
    assertThat(pairs.rows()).isEqualTo(1863);
    RewardReading compares = new RewardReading(256, null, 256, 4096, 0.1);
    RewardPairSource source = new RewardPairSource(pairs, compares);
    List<RewardPairTokens> read = source.read(0).stream().flatMap(Optional::stream).toList();
    assertThat(read).hasSize(1000);
    for (RewardPairTokens pair : read) {
      int both = pair.chosen().length() + pair.rejected().length();
      assertThat(pair.chosen().ids()).hasSize(both);
      assertThat(pair.rejected().ids()).hasSize(both);
    }
  }

  private void refused(Verdict verdict, String message, String... lines) {
    assertThatThrownBy(() -> make(verdict, lines))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  private DatasetHandle<UnpairedExample> make(Verdict verdict, String... lines) throws IOException {
    Path file = Files.write(folder.resolve("rated.jsonl"), List.of(lines));
    ObjectNode settings =
        SettingsMapper.mapper().valueToTree(UnpairedSettings.defaults().forRewards());
    settings.put("path", file.toString());
    return ShardUnpaired.of(
            SettingsMapper.mapper().convertValue(settings, UnpairedSettings.class),
            verdict,
            new Bytes(),
            ENDS)
        .run(spark, RunDirectory.at(folder.resolve("run")), progress());
  }

  private record Bytes() implements PromptEncoder.Opener {
    private static final long serialVersionUID = 1L;

    @Override
    public PromptEncoder open() {
      return text -> text.chars().toArray();
    }

    @Override
    public int contextLength() {
      return 4096;
    }

    @Override
    public String identity() {
      return "bytes";
    }
  }

  private Progress progress() {
    return new Progress() {
      @Override
      public void message(String text) {
        messages.add(text);
      }
    };
  }
}
