package dev.vireo.pipelines.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rollouts.CollectRollouts;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.models.tokenizer.ByteTokenizer;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.preference.PreferenceConfig;
import dev.vireo.pipelines.run.RunSummary;
import dev.vireo.schemas.Completion;
import dev.vireo.schemas.CompletionLogprobs;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Evaluation;
import dev.vireo.schemas.FinishReason;
import dev.vireo.schemas.Logprobs;
import dev.vireo.schemas.Message;
import dev.vireo.schemas.Metric;
import dev.vireo.schemas.PreferenceLogprobs;
import dev.vireo.schemas.PreferencePair;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.parquet.PolicyTokens;
import dev.vireo.store.parquet.TokenLists;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

// Over 300 lines: all cases share one run in an environment.
/** A policy in an environment: from conversations to the update. */
final class EnvironmentRunIT {

  private static final String[] SETTINGS = {
    "algorithm=grpo",
    "environment={type: echo, max-turns: 3, options: {enough: 3}}",
    "rollouts.stop=" + EchoEnvironment.STOP,
    "rollouts.max-new-tokens=20",
    "rewards=[{type: environment, name: said}, {type: exact-match, name: exact, weight: 0}]",
    "update.objective.beta=0.01",
    "update.groups-per-step=4",
  };

  @TempDir static Path folder;
  private static Path yaml;
  private static RunDirectory run;

  @BeforeAll
  static void runInTheEnvironment() throws IOException {
    yaml = TinyRun.write(folder);
    run("done", Progress.NONE, "local[2]");
    run = RunDirectory.at(folder.resolve("done"));
  }

  @AfterAll
  static void clear() {
    System.clearProperty("spark.master");
  }

  @Test
  void theMaskSaysWhichTokensThePolicyWrote() {
    int complete = 0;
    try (Tokenizer tokenizer = ByteTokenizer.create()) {
      for (Completion completion : completions(1)) {
        List<Boolean> mask = completion.getTurns().getPolicyMask();
        assertThat(mask).hasSameSizeAs(completion.getTokenIds());
        assertThat(completion.getLogprobs()).hasSize(PolicyTokens.count(completion));
        assertThat(completion.getTokenIds()).hasSizeLessThanOrEqualTo(20);
        // The messages are the spans of the mask, decoded.
        List<String> spans = new ArrayList<>();
        List<Integer> ids = completion.getTokenIds();
        for (int from = 0; from < ids.size(); ) {
          int to = from;
          while (to < ids.size() && mask.get(to).equals(mask.get(from))) {
            to++;
          }
          spans.add(tokenizer.decode(TokenLists.ints(ids.subList(from, to))));
          from = to;
        }
        List<Message> messages = completion.getTurns().getMessages();
        assertThat(messages).extracting(Message::getContent).isEqualTo(spans);
        for (int i = 0; i < messages.size(); i++) {
          assertThat(messages.get(i).getRole()).isEqualTo(i % 2 == 0 ? "assistant" : "user");
        }
        for (int i = 1; i < messages.size(); i += 2) {
          assertThat(messages.get(i).getContent())
              .isEqualTo("(" + messages.get(i - 1).getContent().length() + ")");
        }
        boolean whole = completion.getFinishReason() == FinishReason.stop;
        assertThat(completion.getTurns().getEnvironmentReward() != null).isEqualTo(whole);
        if (whole) {
          complete++;
          assertThat(messages).hasSize(5);
          assertThat(completion.getTurns().getEnvironmentReward())
              .isEqualTo(messages.get(4).getContent().length());
        }
      }
    }
    assertThat(complete).isBetween(1, completions(1).size() - 1);
  }

  /** The first step's policy is the one that sampled: at other tokens it would differ. */
  @Test
  void theUpdateLooksAtTheTokensThatWereSampled() {
    Map<String, Double> metrics = metrics(run, 1);
    assertThat(metrics.get("sampling/sampling_logp_difference/max")).isLessThan(1e-4);
    assertThat(metrics.get("kl")).isLessThan(1e-6);
    List<Completion> completions = completions(1);
    double written = completions.stream().mapToInt(PolicyTokens::count).sum();
    assertThat(metrics.get("num_tokens")).isEqualTo(written);
    assertThat(metrics.get("completions/mean_length")).isEqualTo(written / completions.size());
    assertThat(written)
        .isLessThan(completions.stream().mapToInt(each -> each.getTokenIds().size()).sum());
    assertThat(metrics.get("turns/mean")).isBetween(1.0, 3.0);
    for (Logprobs group : run.partition(Datasets.LOGPROBS, 1).require().readAll()) {
      Rollout sampled =
          rollouts(run, 1).stream()
              .filter(each -> each.getPromptId().equals(group.getPromptId()))
              .findFirst()
              .orElseThrow();
      for (int i = 0; i < 4; i++) {
        CompletionLogprobs scored = group.getCompletions().get(i);
        assertThat(scored.getReferenceLogprobs())
            .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-4 ? 0 : Float.compare(a, b))
            .isEqualTo(sampled.getCompletions().get(i).getLogprobs());
      }
    }
  }

  @Test
  void theEnvironmentsRewardIsOne() {
    List<Rollout> rollouts = rollouts(run, 1);
    List<Rewards> rewards = run.partition(Datasets.REWARDS, 1).require().readAll();
    for (int group = 0; group < rollouts.size(); group++) {
      for (int i = 0; i < 4; i++) {
        Double given =
            rollouts.get(group).getCompletions().get(i).getTurns().getEnvironmentReward();
        assertThat(rewards.get(group).getCompletions().get(i).getReward())
            .isEqualTo(given == null ? 0 : given);
      }
    }
    List<Evaluation> evaluated = run.partition(Datasets.EVALUATIONS, "4").require().readAll();
    assertThat(evaluated)
        .flatExtracting(Evaluation::getCompletions)
        .anySatisfy(each -> assertThat(each.getReward()).isPositive());
  }

  @Test
  void coresAndInterruptionsChangeNoBit() throws Exception {
    Map<String, String> expected = RunFiles.hashes(folder.resolve("done"));
    Path killed = folder.resolve("killed");
    KilledRun.in("collect-rollouts 2", yaml, killed, "local[1]", SETTINGS);
    SeenStages last = new SeenStages();
    run("killed", last, "local[1]");
    assertThat(RunFiles.hashes(killed)).isEqualTo(expected);
    assertThat(last.done()).contains("collect-rollouts 2").doesNotContain("collect-rollouts 1");
    SeenStages seen = new SeenStages();
    run("killed", seen, "local[2]");
    assertThat(seen.done()).isEmpty();
    assertThatThrownBy(
            () -> run("killed", Progress.NONE, "local[2]", "environment.options.enough=2"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("was made with other settings")
        .hasMessageContaining("environment");
  }

  /** A chat's later turns go through the template; the end that was sampled is not put twice. */
  @Test
  void aChatGoesOnAsTheTemplateSays() throws IOException {
    Path model = folder.resolve("chat-model");
    int end;
    try (Tokenizer tokenizer = Tokenizer.load(TinyModels.TOKENIZERS.resolve("qwen2"))) {
      end = tokenizer.specialToken("<|im_end|>").orElseThrow();
      TinyModels.write(model, tokenizer, end);
    }
    String template =
        "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
            + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";
    Files.writeString(model.resolve("chat_template.jinja"), template);
    run(
        "chat",
        Progress.NONE,
        "local[2]",
        "policy={new-model: null, model: '" + model + "'}",
        "sft=[]",
        "prompts.chat.wrap=true",
        "iterations=1",
        "rollouts.max-new-tokens=40",
        "rollouts.stop=[" + end + ", " + EchoEnvironment.STOP.substring(1));
    Files.writeString(
        folder.resolve("chat.jsonl"),
        "{\"id\": \"a\", \"split\": \"train\", \"answer\": \"2\", \"prompt\": [{\"role\": \"user\", \"content\": \"1+1\"}]}\n");
    assertThatThrownBy(
            () ->
                run(
                    "unnamed",
                    Progress.NONE,
                    "local[2]",
                    "policy={new-model: null, model: '" + model + "'}",
                    "sft=[]",
                    "prompts.path='" + folder.resolve("chat.jsonl") + "'",
                    "prompts-per-iteration=1",
                    "evaluation={accuracy: null}",
                    "iterations=1"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("Prompt a is a chat, but the environment's messages would be plain");
    int later = 0;
    try (Tokenizer tokenizer = Tokenizer.load(model)) {
      for (Rollout rollout : rollouts(RunDirectory.at(folder.resolve("chat")), 1)) {
        for (Completion completion : rollout.getCompletions()) {
          int[] ids = TokenLists.ints(completion.getTokenIds());
          int[] places = PolicyTokens.places(completion);
          List<Message> messages = completion.getTurns().getMessages();
          if (messages.size() < 3) {
            continue;
          }
          later++;
          int from =
              IntStream.range(0, ids.length).filter(t -> !written(completion, t)).min().getAsInt();
          int to =
              IntStream.range(from, ids.length)
                  .filter(t -> written(completion, t))
                  .min()
                  .getAsInt();
          assertThat(places).contains(from - 1, to);
          String between = tokenizer.decode(Arrays.copyOfRange(ids, from, to), false);
          String whole =
              "<|im_end|>\n<|im_start|>user\n"
                  + messages.get(1).getContent()
                  + "<|im_end|>\n<|im_start|>assistant\n";
          assertThat(ids[from - 1] == end ? "<|im_end|>" + between : between).isEqualTo(whole);
        }
      }
    }
    assertThat(later).isPositive();
  }

  /** Pairs of conversations carry the mask: sums go over what the policy wrote, on both sides. */
  @Test
  void pairsOfConversationsAreLearnedFromAtThePolicysTokens() {
    String model = folder.resolve("done/fine-tuned/clean/step-000002").toString();
    Path place = folder.resolve("pairs");
    TinyRun.run(
        new ConfigReader()
            .read(
                PreferenceConfig.class,
                List.of(
                    "run='" + place + "'",
                    "policy.model='" + model + "'",
                    "rollout-pairs={run: '" + folder.resolve("done") + "', to-iteration: 1}",
                    "preference={steps: 1, batch-size: 4, gradient-shards: 2}")),
        Progress.NONE,
        "local[2]");
    RunDirectory paired = RunDirectory.at(place);
    List<PreferencePair> pairs = paired.partition(Datasets.PREFERENCE_PAIRS).require().readAll();
    List<PreferenceLogprobs> sums =
        paired.partition(Datasets.PREFERENCE_LOGPROBS).require().readAll();
    assertThat(pairs).isNotEmpty();
    for (int i = 0; i < pairs.size(); i++) {
      PreferencePair pair = pairs.get(i);
      Completion chosen =
          rollouts(run, 1).stream()
              .filter(each -> pair.getPairId().contains("/" + each.getPromptId() + "/"))
              .findFirst()
              .orElseThrow()
              .getCompletions()
              .get(pair.getChosenSampleIndex());
      assertThat(pair.getChosenMask()).isEqualTo(chosen.getTurns().getPolicyMask());
      assertThat(sums.get(i).getChosenLogprob())
          .isCloseTo(
              chosen.getLogprobs().stream().mapToDouble(Float::doubleValue).sum(),
              Offset.offset(1e-3));
    }
  }

  /** A server continues the tokens of each conversation; what it draws is ours to the bit. */
  @Test
  void aServerTakesTurnsAsTheLocalEngineDoes() throws IOException {
    try (SamplingServer server = new SamplingServer(17)) {
      for (Rollout rollout : rollouts(run, 1)) {
        server.knows(rollout.getPromptId(), 1, rollout.getPromptTokenIds());
        for (Completion completion : rollout.getCompletions()) {
          int turn = 1;
          for (int t = 1; t < completion.getTokenIds().size(); t++) {
            if (written(completion, t) && !written(completion, t - 1)) {
              turn++;
              List<Integer> before = new ArrayList<>(rollout.getPromptTokenIds());
              before.addAll(completion.getTokenIds().subList(0, t));
              server.knowsTurn(
                  rollout.getPromptId() + "\n" + completion.getSampleIndex() + "\n" + turn,
                  1,
                  before);
            }
          }
        }
      }
      run(
          "served",
          Progress.NONE,
          "local[2]",
          "iterations=1",
          "rollouts.engine=openai",
          "rollouts.server.url=" + server.url(),
          "rollouts.server.model=policy",
          "rollouts.server.weights={mode: reload, health: /health,"
              + " posts: [{path: /load, body: {from: '{directory}'}}]}");
    }
    List<Completion> served =
        rollouts(RunDirectory.at(folder.resolve("served")), 1).stream()
            .flatMap(rollout -> rollout.getCompletions().stream())
            .toList();
    List<Completion> local = completions(1);
    assertThat(served).hasSameSizeAs(local);
    for (int i = 0; i < served.size(); i++) {
      assertThat(served.get(i).getTokenIds()).isEqualTo(local.get(i).getTokenIds());
      assertThat(served.get(i).getTurns()).isEqualTo(local.get(i).getTurns());
      assertThat(served.get(i).getFinishReason()).isEqualTo(local.get(i).getFinishReason());
      assertThat(served.get(i).getLogprobs())
          .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-4 ? 0 : Float.compare(a, b))
          .isEqualTo(local.get(i).getLogprobs());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "environment.type=null | environment.type is missing",
        "advantage.supervision=process | advantage.supervision is process, which rewards steps of one message",
        "iterative={every: 1, reward: said} | iterative.every is 1",
        "rewards=[{type: implicit-reward, name: exact}] | reward 'exact' (implicit-reward) compares all tokens",
        "environment=null | reward 'said' (environment) is what an environment gives, but there is none",
        "rollouts={engine: openai, server: {url: 'http://localhost:1', model: m, dialect: openai, weights: {mode: none}}} | rollouts.server.dialect takes texts",
      })
  void whatDoesNotGoTogetherIsRefused(String setting, String said) {
    assertThatThrownBy(
            () -> {
              List<String> settings = new ArrayList<>(List.of(SETTINGS));
              settings.add(setting.strip());
              TinyRun.config(yaml, folder.resolve("no"), settings.toArray(String[]::new))
                  .settings()
                  .check();
            })
        .isInstanceOf(InputException.class)
        .hasMessageContaining(said);
  }

  private static boolean written(Completion completion, int token) {
    return completion.getTurns().getPolicyMask().get(token);
  }

  private static List<Completion> completions(int iteration) {
    return rollouts(run, iteration).stream()
        .flatMap(rollout -> rollout.getCompletions().stream())
        .toList();
  }

  private static List<Rollout> rollouts(RunDirectory of, int iteration) {
    assertThat(of.partition(Datasets.ROLLOUTS, iteration).require().manifest().totals())
        .containsKey(CollectRollouts.TURNS);
    return of.partition(Datasets.ROLLOUTS, iteration).require().readAll();
  }

  private static Map<String, Double> metrics(RunDirectory of, int iteration) {
    return of.partition(Datasets.METRICS, iteration).require().readAll().stream()
        .collect(Collectors.toMap(Metric::getName, Metric::getValue, (first, later) -> first));
  }

  private static RunSummary run(
      String name, Progress progress, String master, String... overrides) {
    List<String> settings = new ArrayList<>(List.of(SETTINGS));
    settings.addAll(List.of(overrides));
    return TinyRun.run(
        TinyRun.config(yaml, folder.resolve(name), settings.toArray(String[]::new)),
        progress,
        master);
  }
}
