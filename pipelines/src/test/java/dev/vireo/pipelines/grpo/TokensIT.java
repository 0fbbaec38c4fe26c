package dev.vireo.pipelines.grpo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.jobs.evaluation.EvaluationResult;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.tokenizer.ByteTokenizer;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.pipelines.config.ResolvedConfig;
import dev.vireo.pipelines.run.RunSession;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Demonstration;
import dev.vireo.schemas.Prompt;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of a whole run: what stands around plain text, and another model's own tokens. */
final class TokensIT {

  @TempDir static Path folder;
  private static Path yaml;

  @BeforeAll
  static void write() throws IOException {
    yaml = TinyRun.write(folder);
    System.setProperty("spark.master", "local[2]");
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void plainPromptsAndDemonstrationsBeginAsTheTokenizerSays() {
    Path model = folder.resolve("llama");
    int[] before;
    int end;
    try (Tokenizer tokenizer = Tokenizer.load(TinyModels.TOKENIZERS.resolve("llama3"))) {
      TinyModels.write(model, tokenizer, tokenizer.endOfSequence());
      before = tokenizer.frame().before();
      end = tokenizer.endOfSequence();
    }
    assertThat(before).hasSize(1);
    Prompt framed = prepared(model, "auto");
    Prompt bare = prepared(model, "none");
    assertThat(framed.getTokenIds().get(0)).isEqualTo(before[0]);
    assertThat(framed.getTokenIds().subList(1, framed.getTokenIds().size()))
        .isEqualTo(bare.getTokenIds())
        .doesNotContain(before[0]);
    RunDirectory phase = RunDirectory.at(folder.resolve("auto/fine-tuned/clean"));
    Demonstration demonstration = phase.partition(Datasets.DEMONSTRATIONS).require().read(0).get(0);
    assertThat(demonstration.getPromptTokenIds()).startsWith(before[0]);
    assertThat(demonstration.getPromptTokenIds()).containsOnlyOnce(before[0]);
    assertThat(demonstration.getCompletionTokenIds()).doesNotContain(before[0]).endsWith(end);
  }

  /** A chat is encoded as it is rendered, also where a prompt turns out to be one. */
  @Test
  void aChatGetsNoSecondBeginning() throws IOException {
    Path model = folder.resolve("chat");
    int before;
    try (Tokenizer tokenizer = Tokenizer.load(TinyModels.TOKENIZERS.resolve("llama3"))) {
      TinyModels.write(model, tokenizer, tokenizer.endOfSequence());
      before = tokenizer.frame().before()[0];
    }
    Files.writeString(
        model.resolve("chat_template.jinja"), "{{ bos_token }}{{ messages[0].content }}");
    Path prompts = folder.resolve("chats.jsonl");
    Files.writeString(
        prompts,
        "{\"id\": \"a\", \"answer\": \"2\", \"split\": \"train\", \"prompt\": [{\"role\": \"user\","
            + " \"content\": \"1+1=\"}]}\n");
    ResolvedConfig<GrpoConfig> config =
        TinyRun.config(
            yaml,
            folder.resolve("chats"),
            "policy={model: '" + model + "'}",
            "sft=[]",
            "prompts-per-iteration=1",
            "evaluation.accuracy=null",
            "prompts={path: '" + prompts + "', eval-fraction: 0}");
    try (RunSession session = RunSession.open(config, Progress.NONE)) {
      session.run("shard-prompts", OptionalInt.empty());
    }
    assertThat(first(folder.resolve("chats")).getTokenIds())
        .startsWith(before)
        .containsOnlyOnce(before);
  }

  private static Prompt first(Path run) {
    return RunDirectory.at(run).partition(Datasets.PROMPTS, "train").require().read(0).get(0);
  }

  private static Prompt prepared(Path model, String specialTokens) {
    Path run = folder.resolve(specialTokens);
    ResolvedConfig<GrpoConfig> config =
        TinyRun.config(
            yaml, run, "policy={model: '" + model + "', special-tokens: " + specialTokens + "}");
    try (RunSession session = RunSession.open(config, Progress.NONE)) {
      session.run("shard-prompts", OptionalInt.empty());
      session.run("fine-tune-policy", OptionalInt.empty());
      return first(run);
    }
  }

  /** The same function of text, whatever its tokens are called. */
  @Test
  void aModelOfOtherTokensIsWorthWhatItsTextIs() throws IOException {
    ByteTokenizer bytes = ByteTokenizer.create();
    Path plain = folder.resolve("plain");
    ModelConfig config = TinyModels.config(257, 256);
    ModelDirectory.write(
        plain,
        config,
        RandomModel.parameters(config, new LanguageModelHead(), 3),
        CarriedFiles.of(bytes));
    List<Integer> newId = IntStream.range(0, 256).boxed().collect(Collectors.toList());
    Collections.shuffle(newId, new Random(5));
    Path permuted = folder.resolve("permuted");
    ModelDirectory.write(
        permuted, config, TinyModels.permuted(config, newId), CarriedFiles.of(bytes));
    rename(permuted.resolve("tokenizer.json"), newId);

    EvaluationResult one = evaluated(plain);
    EvaluationResult other = evaluated(permuted);

    assertThat(one.means().get("rewards/characters")).isPositive();
    assertThat(other.means()).isEqualTo(one.means());
  }

  private static EvaluationResult evaluated(Path model) {
    ResolvedConfig<GrpoConfig> config =
        TinyRun.config(yaml, folder.resolve("evaluated"), "evaluation.temperature=0");
    return RunSession.evaluate(config, model, Progress.NONE);
  }

  /** Gives every token of the vocabulary another id. */
  private static void rename(Path file, List<Integer> newId) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode root = (ObjectNode) json.readTree(file.toFile());
    ObjectNode vocabulary = (ObjectNode) root.path("model").path("vocab");
    ObjectNode renamed = json.createObjectNode();
    vocabulary
        .properties()
        .forEach(
            token -> {
              int id = token.getValue().intValue();
              renamed.put(token.getKey(), id < newId.size() ? newId.get(id) : id);
            });
    ((ObjectNode) root.path("model")).set("vocab", renamed);
    Files.write(file, json.writeValueAsBytes(root));
  }
}
