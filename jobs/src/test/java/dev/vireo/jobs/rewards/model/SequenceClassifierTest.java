package dev.vireo.jobs.rewards.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.RewardFunctions;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.stage.BatchValues;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rewards.stage.ScoredCompletion;
import dev.vireo.models.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against what transformers' tokenizer, template and model give; {@code
 * $(checks/interop/environment)/bin/python checks/interop/make_fixtures.py} makes the directory
 * anew.
 */
class SequenceClassifierTest {
  private static final Path FIXTURES =
      Path.of("../models/src/test/resources/dev/vireo/models/interop");
  private static final Path MODEL = FIXTURES.resolve("classifier");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"plain, bad, 0", "plain, good, 2", "plain, 1, 1", "chat, fair, 1"})
  void valuesAreTransformers(String kind, String label, int column) throws IOException {
    Map<String, Object> options = options("label", label);
    if (kind.equals("chat")) {
      options.put("chat", Map.of("wrap", true));
    }
    List<RewardInput> inputs = inputs();
    double[] found = values(options, inputs);
    float[] expected = expected(kind);
    for (int i = 0; i < inputs.size(); i++) {
      assertThat(found[i]).as("pair %d", i).isCloseTo(expected[3 * i + column], within(1e-4));
      options.put("tokens-per-batch", 1);
      assertThat(values(options, inputs)[i]).isCloseTo(found[i], within(1e-5));
    }
  }

  @Test
  void messagesAndPromptsOfColumnsStandInThePlaceOfThePrompt() throws IOException {
    List<RewardInput> wrapped = inputs();
    double[] expected = values(options("label", "good", "chat", Map.of("wrap", true)), wrapped);
    List<RewardInput> columns = new ArrayList<>();
    for (RewardInput input : wrapped) {
      String messages =
          new ObjectMapper()
              .writeValueAsString(List.of(Map.of("role", "user", "content", input.prompt())));
      columns.add(
          new RewardInput(
              "p",
              "<|im_start|>rendered",
              Optional.empty(),
              Map.of("m", messages, "q", input.prompt()),
              input.completion(),
              1,
              true));
    }
    assertThat(values(options("label", "good", "messages-column", "m"), columns))
        .isEqualTo(expected);
    Map<String, Object> question =
        options("label", "good", "prompt-column", "q", "chat", Map.of("wrap", true));
    assertThat(values(question, columns)).isEqualTo(expected);
    Map<String, Object> system =
        options("label", "good", "messages-column", "m", "chat", Map.of("system", "Be brief."));
    assertThat(values(system, columns)).isNotEqualTo(expected);
  }

  @Test
  void slotsThatWorkAtOnceGiveTheSameBits() throws Exception {
    List<RewardInput> inputs = inputs();
    Map<String, Object> options = options("label", "good", "chat", Map.of("wrap", true));
    RewardScorer scorer = RewardScorer.create(List.of(settings(options)));
    List<BatchValues> expected = scorer.batchValues(inputs);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      Callable<List<BatchValues>> task = () -> scorer.batchValues(inputs);
      for (Future<List<BatchValues>> found : threads.invokeAll(List.of(task, task, task, task))) {
        for (int i = 0; i < expected.size(); i++) {
          assertThat(found.get().get(i).values()).isEqualTo(expected.get(i).values());
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void aModelThatMadeRoomIsReadAgain() throws IOException {
    List<RewardInput> inputs = inputs();
    double[] expected = values(options("label", "good"), inputs);
    for (int i = 0; i < 6; i++) {
      Path copy = copy("copy-" + i);
      Files.writeString(copy.resolve("note"), "copy " + i);
      Map<String, Object> options = options("label", "good");
      options.put("path", copy.toString());
      assertThat(values(options, inputs)).isEqualTo(expected);
    }
    assertThat(values(options("label", "good"), inputs)).isEqualTo(expected);
  }

  @Test
  void aTextBeyondTheLimitIsTreatedAsAsked() throws IOException {
    RewardInput input = input("12+34=", "4 and 6 and so on");
    List<RewardInput> pair = List.of(input, input("", "6"));
    assertThatThrownBy(() -> score(options("label", "good", "max-tokens", 3), pair))
        .isInstanceOf(InputException.class)
        .hasMessageMatching(
            "reward 'sequence-classifier' \\(sequence-classifier\\): prompt 'p': its text with a"
                + " completion has \\d+ tokens, more than 3; lower rollouts.max-new-tokens, or set"
                + " option 'too-long' to none or cut");
    assertThat(values(options("label", "good", "max-tokens", 3, "too-long", "none"), pair))
        .satisfies(values -> assertThat(values[0]).isNaN())
        .satisfies(values -> assertThat(values[1]).isFinite());
    double[] cut = values(options("label", "good", "max-tokens", 1, "too-long", "cut"), pair);
    double[] end = values(options("label", "good"), List.of(input("", "n")));
    assertThat(cut[0]).isCloseTo(end[0], within(1e-5));
  }

  @Test
  void theIdentityHoldsTheContentAndNotThePlace() throws IOException {
    Map<String, Object> here = identity(MODEL);
    assertThat(here.toString()).contains("label=good").doesNotContain(MODEL.toString());
    Path copy = copy("elsewhere");
    assertThat(identity(copy)).isEqualTo(here);
    byte[] weights = Files.readAllBytes(copy.resolve("model.safetensors"));
    weights[weights.length - 1] ^= 1;
    Files.write(copy.resolve("model.safetensors"), weights);
    assertThat(identity(copy)).isNotEqualTo(here);
  }

  @Test
  void mistakesAreSaidInALine() throws IOException {
    assertRefused(options("path", "/nowhere"), "Cannot open the model /nowhere: there is no such");
    assertRefused(
        options("path", FIXTURES.resolve("qwen2").toString()),
        "architectures \"Qwen2ForCausalLM\" is not supported, here only"
            + " Qwen2ForSequenceClassification");
    assertRefused(
        options("path", FIXTURES.resolve("reward").toString()),
        "Cannot read the tokenizer in " + FIXTURES.resolve("reward"));
    Path small = copy("small");
    for (String file : List.of("config.json", "model.safetensors")) {
      Files.write(
          small.resolve(file), Files.readAllBytes(FIXTURES.resolve("reward").resolve(file)));
    }
    assertRefused(options("path", small.toString()), "tokens but the embedding only 96 rows");
    assertRefused(options(), "the model has the labels [bad, fair, good]: set option 'label'");
    assertRefused(options("label", 3), "option 'label' is '3'; the model has [bad, fair, good]");
    assertRefused(options("label", 0, "max-tokens", 300), "the context of");
    assertRefused(options("label", 0, "chat", Map.of("sytem", "x")), "unknown option 'sytem'");
    assertRefused(options("label", 0, "chat", "on"), "it must be a section of options");
    assertRefused(options("label", 0, "chat", Map.of("system", "x")), "chat have no effect");
    assertRefused(
        options("label", 0, "messages-column", "m", "prompt-column", "q"), "both stand for");
    Path one = copy("one-label");
    String config = Files.readString(one.resolve("config.json"));
    Files.writeString(
        one.resolve("config.json"),
        config.replaceFirst("(?s)\"id2label\": \\{.*?\\}", "\"id2label\": {\"0\": \"good\"}"));
    assertRefused(
        options("path", one.toString()),
        "tensor score.weight: its shape is [3, 32] but config.json asks for [1, 32]");
    Path bare = copy("bare");
    Files.delete(bare.resolve("chat_template.jinja"));
    assertRefused(
        options("path", bare.toString(), "label", 0, "messages-column", "m"),
        "has no chat template");
    assertThatThrownBy(() -> score(options("label", 0, "messages-column", "m"), inputs()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "prompt 'p': it has no value under 'm'; name the column in prompts.attribute-columns");
  }

  private void assertRefused(Map<String, Object> options, String message) {
    assertThatThrownBy(
            () ->
                RewardFunctions.create(
                    settings(options), RewardFunctions.provider(settings(options))))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("reward 'sequence-classifier' (sequence-classifier): ")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  private Path copy(String name) throws IOException {
    Path copy = Files.createDirectory(folder.resolve(name));
    try (Stream<Path> files = Files.list(MODEL)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName().toString()));
      }
    }
    return copy;
  }

  private static Map<String, Object> identity(Path path) {
    Map<String, Object> options = options("label", "good", "path", path.toString());
    return RewardScorer.create(List.of(settings(options))).identity(new Configuration(false));
  }

  private static double[] values(Map<String, Object> options, List<RewardInput> inputs) {
    return score(options, inputs).stream().mapToDouble(ScoredCompletion::reward).toArray();
  }

  private static List<ScoredCompletion> score(
      Map<String, Object> options, List<RewardInput> inputs) {
    return RewardScorer.create(List.of(settings(options))).score(inputs);
  }

  private static RewardSettings settings(Map<String, Object> options) {
    return RewardSettings.of("sequence-classifier", options);
  }

  private static Map<String, Object> options(Object... pairs) {
    Map<String, Object> options = new TreeMap<>(Map.of("path", MODEL.toString()));
    for (int i = 0; i < pairs.length; i += 2) {
      options.put((String) pairs[i], pairs[i + 1]);
    }
    return options;
  }

  private static List<RewardInput> inputs() throws IOException {
    JsonNode pairs =
        new ObjectMapper().readTree(MODEL.resolve("expected.json").toFile()).get("pairs");
    List<RewardInput> inputs = new ArrayList<>();
    for (JsonNode pair : pairs) {
      inputs.add(input(pair.get(0).textValue(), pair.get(1).textValue()));
    }
    return inputs;
  }

  private static RewardInput input(String prompt, String completion) {
    return new RewardInput("p", prompt, Optional.empty(), Map.of(), completion, 1, true);
  }

  private static float[] expected(String kind) {
    try (SafetensorsFile file = SafetensorsFile.open(MODEL.resolve("expected.safetensors"))) {
      float[] values = new float[18];
      file.read(kind, values);
      return values;
    }
  }
}
