package dev.vireo.jobs.data.preferences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.PromptEncoder;
import dev.vireo.jobs.policy.TokenTexts;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.jobs.runtime.stage.ChunkStage;
import dev.vireo.jobs.testing.TestSpark;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.UnpairedExample;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.parquet.ChunkResult;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

// Over 300 lines: all layouts are read in one Spark session, into the same pairs.
/** Pairs and unpaired examples from files, and pairs from rollouts. Bytes are tokens. */
class PreferenceDataIT {
  private static final BoundaryTokens ENDS = new BoundaryTokens(257, 256);
  private static final int CONTEXT = 40;

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
  void pairsAreMadeInOrderAndLongOnesAreCutOrLeftOut() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      lines.add(
          "{\"prompt\": \"p%d=\", \"chosen\": \"good %d\", \"rejected\": \"bad\", \"by\": %d}"
              .formatted(i, i, i));
    }
    lines.set(3, lines.get(3).replace("good 3", "good" + " long".repeat(10)));
    lines.set(5, lines.get(5).replace("p5=", "prompt".repeat(10)));
    PreferencePairSettings settings = pairs(lines, "truncate");
    DatasetHandle<PreferencePair> made =
        ShardPreferences.of(settings, new Bytes(), ENDS).run(spark, run("a"), progress());
    List<PreferencePair> rows = made.readAll();
    assertThat(rows)
        .extracting(PreferencePair::getPrompt)
        .containsExactly("p0=", "p1=", "p2=", "p3=", "p4=", "p6=", "p7=", "p8=");
    assertThat(made.chunkCount()).isEqualTo(2);
    PreferencePair pair = rows.get(5);
    assertThat(pair.getPairId()).isEqualTo("000000006");
    assertThat(pair.getPromptTokenIds()).isEqualTo(tokens("p6="));
    assertThat(pair.getChosenTokenIds()).isEqualTo(ended("good 6"));
    assertThat(pair.getRejectedTokenIds()).isEqualTo(ended("bad"));
    assertThat(pair.getMargin()).isEqualTo(6);
    assertThat(rows.get(3).getPromptTokenIds().size() + rows.get(3).getChosenTokenIds().size())
        .isEqualTo(CONTEXT);
    assertThat(made.total("truncated")).isEqualTo(1);
    assertThat(made.total("dropped/too_long")).isEqualTo(1);
    assertThat(messages)
        .containsExactly(
            "pairs left out: 1 with nothing to learn within 40 tokens, 0 whose ids were seen"
                + " before");
    BoundaryTokens others = new BoundaryTokens(257, 7);
    assertThatThrownBy(
            () ->
                ShardPreferences.of(settings, new Bytes(), others).run(spark, run("a"), progress()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("would replace it with something else (input tokenizer");
    PreferencePairSettings strict = pairs(lines, "error");
    assertThatThrownBy(
            () -> ShardPreferences.of(strict, new Bytes(), ENDS).run(spark, run("b"), progress()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("2 pairs are longer than the policy's context of 40 tokens, first ")
        .hasMessageContaining("pairs.jsonl line 4 (58)")
        .hasMessageEndingWith("; shorten them, or set preferences.too-long: truncate, or drop");
  }

  @Test
  void theFirstRowThatCannotBeUsedIsNamed() throws IOException {
    List<String> lines =
        List.of(
            "{\"prompt\": \"p\", \"chosen\": \"a\", \"rejected\": \"b\", \"by\": 1}",
            "{\"prompt\": \"p\", \"chosen\": \"a\", \"rejected\": \"a\", \"by\": 1}");
    PreferencePairSettings settings = pairs(lines, "error");
    assertThatThrownBy(
            () -> ShardPreferences.of(settings, new Bytes(), ENDS).run(spark, run("c"), progress()))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith(
            "pairs.jsonl line 2 has the same completion in the columns 'chosen' and 'rejected';"
                + " remove the row");
    assertThat(folder.resolve("c/preference_pairs")).doesNotExist();
  }

  @Test
  void everyCorrectSolutionIsPreferredToEveryIncorrectOne() throws IOException {
    String right = "{\"is_correct\": true, \"solution\": \"%s\"}";
    String wrong = "{\"is_correct\": false, \"solution\": \"%s\"}";
    List<String> lines =
        List.of(
            "{\"question\": \"1+1?\", \"ground_truth\": \"2\", \"a\": %s, \"b\": %s, \"c\": %s}"
                .formatted(right.formatted("2"), wrong.formatted("3"), wrong.formatted("4")),
            "{\"question\": \"1+2?\", \"ground_truth\": \"3\", \"a\": %s, \"b\": %s, \"c\": %s}"
                .formatted(right.formatted("3"), right.formatted("03"), right.formatted("3")));
    Files.write(folder.resolve("pairs.jsonl"), lines);
    PreferencePairSettings settings =
        settings(
            PreferencePairSettings.defaults(),
            PreferencePairSettings.class,
            Map.of("layout", "gsm8k-solutions"));
    ShardPreferences stage = ShardPreferences.of(settings, new Bytes(), ENDS);
    List<PreferencePair> rows = stage.run(spark, run("solutions"), progress()).readAll();
    assertThat(rows)
        .extracting(PreferencePair::getPrompt, PreferencePair::getChosen, row -> row.getRejected())
        .containsExactly(tuple("1+1?", "2", "3"), tuple("1+1?", "2", "4"));
    assertThat(rows).extracting(PreferencePair::getPairId).doesNotHaveDuplicates();
    assertThat(stage.isChat(spark)).isFalse();
  }

  @Test
  void everyExampleBorrowsAnotherPromptsCompletion() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      lines.add(
          "{\"prompt\": \"p%d=\", \"completion\": \"c%d\", \"label\": %s}"
              .formatted(i % 7, i, i % 3 == 0));
    }
    List<UnpairedExample> few = unpaired(lines, "hash", 1000).readAll();
    DatasetHandle<UnpairedExample> made = unpaired(lines, "hash", 4);
    assertThat(made.chunkCount()).isEqualTo(8);
    assertThat(made.readAll()).isEqualTo(few);
    assertThat(few).hasSize(30);
    assertThat(few.stream().map(UnpairedExample::getKlExampleId).distinct()).hasSize(30);
    for (int i = 0; i < 30; i++) {
      UnpairedExample example = few.get(i);
      UnpairedExample partner = few.get(Integer.parseInt(example.getKlExampleId()));
      assertThat(example.getCompletionTokenIds()).isEqualTo(ended("c" + i));
      assertThat(example.getDesirable()).isEqualTo(i % 3 == 0);
      assertThat(example.getKlCompletionTokenIds()).isEqualTo(partner.getCompletionTokenIds());
      assertThat(partner.getPrompt()).isNotEqualTo(example.getPrompt());
    }
    assertThat(made.total("desirable")).isEqualTo(10);
    assertThat(made.total("undesirable")).isEqualTo(20);
    assertThat(made.total("kl_of_own_prompt")).isZero();
  }

  @Test
  void pairsAreTakenApartAndBlocksBorrowWithin() throws IOException {
    List<String> lines =
        IntStream.range(0, 5)
            .mapToObj(
                i ->
                    "{\"chosen\": \"p%d= good%d\", \"rejected\": \"p%d= bad%d\"}"
                        .formatted(i, i, i, i))
            .toList();
    List<UnpairedExample> rows = unpaired(lines, "blocks", 3).readAll();
    assertThat(rows)
        .extracting(UnpairedExample::getCompletion)
        .startsWith(" good0", " bad0", " good1", " bad1");
    assertThat(rows).extracting(UnpairedExample::getPrompt).startsWith("p0=", "p0=", "p1=");
    assertThat(rows).extracting(UnpairedExample::getDesirable).startsWith(true, false, true);
    // Blocks of four: the last one goes to the first, the others move on.
    assertThat(rows)
        .extracting(row -> Integer.parseInt(row.getKlExampleId()))
        .containsExactly(3, 0, 1, 2, 7, 4, 5, 6, 9, 8);
    assertThat(rows.get(0).getKlCompletionTokenIds()).isEqualTo(ended(" bad1"));
  }

  @Test
  void aRunsRolloutsMakePairs() {
    RunDirectory source = run("source");
    publish(source, 1, new double[][] {{0, 1, 0.5}, {1, 1, 1}, {0, Double.NaN, 0.25}});
    publish(source, 2, new double[][] {{1, 0, 1}});
    RolloutPairSettings settings =
        new RolloutPairSettings(
            folder.resolve("source").toString(), 1, 0, Pairing.BEST_WORST, null, 0.5);
    StageContext context = new StageContext(spark, run("student"), 1, progress());
    RolloutPairSettings tooMuch =
        new RolloutPairSettings(
            folder.resolve("source").toString(), 1, 0, Pairing.BEST_WORST, null, 5);
    assertThatThrownBy(
            () -> PairRollouts.of(tooMuch, PairTokens.asSampled(new ByteTexts(""))).run(context))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("use more iterations, or lower rollout-pairs.min-margin");
    DatasetHandle<PreferencePair> made =
        PairRollouts.of(settings, PairTokens.asSampled(new ByteTexts(""))).run(context);
    assertThat(made.readAll())
        .extracting(PreferencePair::getPairId)
        .containsExactly("1/p0/1-0", "2/p0/0-1");
    PreferencePair pair = made.read(0).get(0);
    assertThat(pair.getPromptTokenIds()).isEqualTo(tokens("prompt 0"));
    assertThat(pair.getChosenTokenIds()).isEqualTo(ended("1 of 1"));
    assertThat(made.total("groups")).isEqualTo(4);
    assertThat(messages)
        .containsExactly(
            "2 pairs of 4 groups; groups without a pair: 1 with equal rewards, 1 with too small a"
                + " margin");
    StageContext other = new StageContext(spark, run("other"), 1, progress());
    assertThatThrownBy(
            () -> PairRollouts.of(settings, PairTokens.asSampled(new ByteTexts("?"))).run(other))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            " were sampled with another tokenizer: completion 0 of prompt 'p0' reads differently");
    assertThatThrownBy(
            () ->
                PairRollouts.of(
                        RolloutPairSettings.defaults(), PairTokens.asSampled(new ByteTexts("")))
                    .run(other))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("There are no finished rollouts of iteration 1 in ");
  }

  private PreferencePairSettings pairs(List<String> lines, String tooLong) throws IOException {
    Files.write(folder.resolve("pairs.jsonl"), lines);
    return settings(
        PreferencePairSettings.defaults(),
        PreferencePairSettings.class,
        Map.of("margin-column", "by", "too-long", tooLong, "chunk-size", 5));
  }

  private DatasetHandle<UnpairedExample> unpaired(
      List<String> lines, String partners, int chunkSize) throws IOException {
    Files.write(folder.resolve("pairs.jsonl"), lines);
    UnpairedSettings settings =
        settings(
            UnpairedSettings.defaults(),
            UnpairedSettings.class,
            Map.of("partners", partners, "block-size", 4, "chunk-size", chunkSize));
    return ShardUnpaired.of(settings, Verdict.LABEL, new Bytes(), ENDS)
        .run(spark, run("unpaired" + chunkSize), progress());
  }

  /** Defaults with other values, as a configuration gives them. */
  private <S> S settings(S defaults, Class<S> type, Map<String, Object> values) {
    Map<String, Object> tree =
        SettingsMapper.mapper()
            .convertValue(
                defaults,
                SettingsMapper.mapper()
                    .getTypeFactory()
                    .constructMapType(LinkedHashMap.class, String.class, Object.class));
    tree.putAll(values);
    tree.put("path", folder.resolve("pairs.jsonl").toString());
    return SettingsMapper.mapper().convertValue(tree, type);
  }

  private RunDirectory run(String name) {
    return RunDirectory.at(folder.resolve(name));
  }

  private Progress progress() {
    return new Progress() {
      @Override
      public void message(String line) {
        messages.add(line);
      }
    };
  }

  /** Groups of completions that say their place, with rewards. */
  private static void publish(RunDirectory run, int iteration, double[][] rewards) {
    List<Rollout> groups = new ArrayList<>();
    List<Rewards> scored = new ArrayList<>();
    for (int g = 0; g < rewards.length; g++) {
      List<Completion> completions = new ArrayList<>();
      List<CompletionReward> values = new ArrayList<>();
      for (int i = 0; i < rewards[g].length; i++) {
        String text = i + " of " + iteration;
        completions.add(new Completion(i, ended(text), List.of(), text, FinishReason.stop, null));
        values.add(
            CompletionReward.newBuilder()
                .setSampleIndex(i)
                .setReward(rewards[g][i])
                .setValues(Map.of())
                .build());
      }
      String prompt = "prompt " + g;
      groups.add(
          new Rollout(iteration, "p" + g, 0, prompt, null, Map.of(), tokens(prompt), completions));
      scored.add(new Rewards(iteration, "p" + g, values));
    }
    ChunkStage.<Integer, Rollout>of(
            run.partition(Datasets.ROLLOUTS, iteration), Fingerprint.of("collect-rollouts"))
        .runOnDriver(List.of(0), (index, chunk) -> ChunkResult.of(groups));
    ChunkStage.<Integer, Rewards>of(
            run.partition(Datasets.REWARDS, iteration), Fingerprint.of("score-rewards"))
        .runOnDriver(List.of(0), (index, chunk) -> ChunkResult.of(scored));
  }

  private static List<Integer> tokens(String text) {
    List<Integer> tokens = new ArrayList<>();
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      tokens.add(each & 0xff);
    }
    return tokens;
  }

  private static List<Integer> ended(String text) {
    List<Integer> tokens = tokens(text);
    tokens.add(256);
    return tokens;
  }

  private record Bytes() implements PromptEncoder.Opener {
    private static final long serialVersionUID = 1L;

    @Override
    public PromptEncoder open() {
      return text -> tokens(text).stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public int contextLength() {
      return CONTEXT;
    }

    @Override
    public String identity() {
      return "bytes";
    }
  }

  /** Reads bytes, with something in front where it is another tokenizer's. */
  private record ByteTexts(String front) implements TokenTexts {
    private static final long serialVersionUID = 1L;

    @Override
    public String decode(int[] tokens) {
      byte[] bytes = new byte[tokens.length - 1];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) tokens[i];
      }
      return front + new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public String identity() {
      return "bytes";
    }
  }
}
