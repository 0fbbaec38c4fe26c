package dev.vireo.jobs.rewards.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.data.prompts.RewardRecipe;
import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.policy.SpecialTokens;
import dev.vireo.jobs.policy.StartingCritic;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.stage.RewardScorer;
import dev.vireo.jobs.rewards.stage.ScoredCompletion;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.pool.Adaptation;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.models.adapter.AdapterDirectory;
import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.adapter.PeftAdapter;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.directory.CarriedFiles;
import dev.vireo.models.directory.ModelDirectory;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.parameters.FloatFormat;
import dev.vireo.models.parameters.Parameter;
import dev.vireo.models.parameters.ParameterLayout;
import dev.vireo.models.parameters.ParameterSet;
import dev.vireo.models.tokenizer.ByteTokenizer;
import dev.vireo.models.tokenizer.Tokenizer;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A reward model that is an adapter with its head, beside a model that it names. */
// Over 300 lines: the cases share one adapter and its base.
class AdapterRewardTest {
  private static final LoraSettings SHAPE =
      new LoraSettings(2, 4, List.of("down_proj", "q_proj", "v_proj"));
  private static final Head SCORE = new ScalarHead(1);
  private static final List<RewardInput> INPUTS =
      List.of(input("12+34=", "46"), input("5+1=", "seven"), input("", "a longer one, to the end"));

  @TempDir Path folder;
  private Path base;
  private Path adapter;
  private ModelConfig config;
  private int end;

  @BeforeEach
  void write() throws IOException {
    base = folder.resolve("base");
    try (Tokenizer tokenizer = ByteTokenizer.create()) {
      end = tokenizer.endOfSequence();
      config = config(16, tokenizer);
      ModelDirectory.write(
          base,
          config,
          RandomModel.parameters(config, new LanguageModelHead(), 3),
          CarriedFiles.of(tokenizer));
    }
    adapter = adapter("adapter", SCORE, base);
  }

  private static ModelConfig config(int hidden, Tokenizer tokenizer) {
    return ModelConfig.builder(Architecture.LLAMA)
        .vocabularySize(tokenizer.vocabularySize())
        .hiddenSize(hidden)
        .layers(2)
        .heads(2)
        .keyValueHeads(1)
        .intermediateSize(24)
        .contextLength(64)
        .tiedEmbeddings(true)
        .eosTokenIds(tokenizer.endOfSequence())
        .build();
  }

  /** As a run saves it, with numbers in place of what training would make. */
  private Path adapter(String name, Head head, Path model) throws IOException {
    LoraAdapter shape = new LoraAdapter(config, SHAPE, head);
    ParameterSet values = ParameterSet.zeros(shape.layout());
    Random random = new Random(7);
    for (Parameter parameter : shape.layout().parameters()) {
      float[] elements = values.elements(parameter);
      for (int i = 0; i < elements.length; i++) {
        elements[i] = (float) random.nextGaussian() / 2;
      }
    }
    Path directory = folder.resolve(name);
    new AdapterDirectory(shape, values).write(directory, model.toString(), FloatFormat.FLOAT32);
    Files.write(directory.resolve(RewardRecipe.FILE), recipe().json());
    return directory;
  }

  private RewardRecipe recipe() {
    return new RewardRecipe(
        RewardRecipe.Text.PLAIN,
        null,
        SpecialTokens.NONE,
        true,
        null,
        end,
        RewardRecipe.Pooled.LAST_NOT_PADDING,
        64,
        null,
        null);
  }

  /** The same as one directory. */
  private Path merged() throws IOException {
    ModelDirectory model = ModelDirectory.open(base);
    ModelConfig padded = config.toBuilder().padTokenId(end).build();
    ParameterSet values = ParameterSet.zeros(ParameterLayout.of(padded, SCORE));
    for (Parameter parameter : ParameterLayout.of(padded, SCORE).parameters()) {
      if (model.layout().contains(parameter.name())) {
        float[] from = model.parameters().elements(model.layout().parameter(parameter.name()));
        System.arraycopy(from, 0, values.elements(parameter), 0, from.length);
      }
    }
    Path directory = Files.createDirectory(folder.resolve("merged"));
    ModelDirectory.writeInto(
        directory,
        padded,
        SCORE,
        PeftAdapter.read(adapter, padded, SCORE).merged(values),
        model.carriedFiles().with(ModelDirectory.RECIPE_FILE, recipe().json()),
        FloatFormat.FLOAT32);
    return directory;
  }

  @Test
  void itScoresAsTheMergedModelDoes() throws IOException {
    double[] expected = values(merged());
    double[] found = values(adapter);
    assertThat(found).containsExactly(expected, within(1e-5));
    assertThat(found[0]).isNotCloseTo(found[1], within(1e-3));
    assertThat(RewardModelScorer.open(adapter.toString()).reward("12+34=", "46"))
        .isCloseTo(found[0], within(1e-5));
    // The model that PEFT makes has both names among those of its head.
    Path config = adapter.resolve(AdapterDirectory.CONFIG);
    Files.writeString(
        config,
        Files.readString(config)
            .replaceFirst("\"score\"", "\"classifier\",\"score\"")
            .replace("\"bias\"", "\"revision\" : null,\"bias\""));
    assertThat(values(adapter)).containsExactly(expected, within(1e-5));
  }

  @Test
  void itsModelIsThePolicysInMemory() {
    ModelVersion reward =
        OpenedModel.open(RewardModelDirectory.of(adapter.toString()), Head.Kind.SCALAR).version();
    PolicyCheckpoint start = PolicyCheckpoint.starting(base);
    PolicyCheckpoint policy = new PolicyCheckpoint(PublishedFolder.of(adapter), 0, start);
    Adaptation under = reward.adaptation().orElseThrow();
    Adaptation policys = policy.version().adaptation().orElseThrow();
    assertThat(under.base().key()).isEqualTo(policys.base().key());
    assertThat(reward.compute()).isEqualTo(policy.version().compute());
    assertThat(reward.isFrozen()).isFalse();
    assertThat(reward.parameters().count()).isEqualTo(2 * 2 * 3 + 1);
  }

  @Test
  void theIdentityHoldsBothContentsAndNeitherPlace() throws IOException {
    Map<String, Object> here = identity(adapter);
    assertThat(here.toString()).doesNotContain(folder.toString());
    Path moved = copy(base, "moved-base");
    Path elsewhere = copy(adapter, "elsewhere");
    names(elsewhere, moved);
    assertThat(identity(elsewhere)).isEqualTo(here);
    flip(elsewhere.resolve("adapter_model.safetensors"));
    assertThat(identity(elsewhere)).isNotEqualTo(here);
    flip(elsewhere.resolve("adapter_model.safetensors"));
    assertThat(identity(elsewhere)).isEqualTo(here);
    flip(moved.resolve("model.safetensors"));
    assertThat(identity(elsewhere)).isNotEqualTo(here);
  }

  @Test
  void mistakesAreSaidInALine() throws IOException {
    assertRefused(
        adapter("language", new LanguageModelHead(), base),
        "is an adapter of a language model, not of a reward model (task_type of its adapter_config.json)");
    assertRefused(
        adapter("nowhere", SCORE, folder.resolve("gone")),
        "nowhere lies beside another model, base_model_name_or_path of its adapter_config.json: Cannot open the model "
            + folder.resolve("gone")
            + ": there is no such directory");
    Path unnamed = copy(adapter, "unnamed");
    Path config = unnamed.resolve(AdapterDirectory.CONFIG);
    Files.writeString(
        config, Files.readString(config).replaceFirst("(\"base_model.*?: )\".*?\"", "$1null"));
    assertRefused(unnamed, "base_model_name_or_path is missing: set it to the path");
    Path other = folder.resolve("other");
    try (Tokenizer tokenizer = ByteTokenizer.create()) {
      ModelConfig wider = config(20, tokenizer);
      ModelDirectory.write(
          other,
          wider,
          RandomModel.parameters(wider, new LanguageModelHead(), 3),
          CarriedFiles.of(tokenizer));
    }
    assertRefused(
        adapter("wider", SCORE, other), "; use the model that this adapter was trained on");
    Path headless = adapter("headless", new LanguageModelHead(), base);
    Files.copy(adapter.resolve(AdapterDirectory.CONFIG), folder.resolve("config"));
    Files.delete(headless.resolve(AdapterDirectory.CONFIG));
    Files.move(folder.resolve("config"), headless.resolve(AdapterDirectory.CONFIG));
    assertRefused(
        headless,
        "tensor base_model.model.score.weight is missing: it is the head, which is saved with the adapter if modules_to_save names score");
    Path run = folder.resolve("run");
    Files.createDirectories(run.resolve("checkpoints"));
    copy(base, "run/starting-policy");
    copy(base, "run/checkpoints/step-000009");
    assertRefused(
        adapter("of-a-run", SCORE, run),
        "Cannot open the model "
            + run
            + ": there is no config.json in it, but there are model directories below it: starting-policy, checkpoints/step-000009. Write the path of the model that it was trained on there");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"use_rslora\":true | use_rslora true is not supported: the scale of an adapter that is not merged is lora_alpha / r. For the same scale write use_rslora false and lora_alpha 5.65685424949238",
        "\"alpha_pattern\":{\"q_proj\":8} | Train it without this key, or merge the adapter with PEFT (model.merge_and_unload())",
        "\"rank_pattern\":{\"q_proj\":8} | has the same rank and scale on each target module of every layer",
        "\"layers_to_transform\":[1] | layers_to_transform [1] is not supported: an adapter that is not merged",
        "\"r\":3 | its rank is 2, where r or rank_pattern says 3: write the one that it was trained with",
      })
  void whatAnUnmergedAdapterCannotHaveIsRefusedWithWhatToDo(String key, String said)
      throws IOException {
    Path odd = copy(adapter, "odd");
    Path file = odd.resolve(AdapterDirectory.CONFIG);
    String given = Files.readString(file);
    String without = key.startsWith("\"r\"") ? given.replaceFirst("\"r\" ?: ?2,?", "") : given;
    Files.writeString(file, without.replaceFirst("\\{", "{" + key.strip() + ","));
    assertRefused(odd, said);
  }

  /** A round of iterative GRPO goes on from a copy, which does not hold where the model lies. */
  @Test
  void itIsTrainedFurtherFromACopy() throws IOException {
    PolicyCheckpoint given = given("first", adapter);
    assertThat(given.local()).isEqualTo(folder.resolve("first/checkpoints/step-000000"));
    assertThat(given.version().parameters())
        .isEqualTo(AdapterDirectory.read(adapter, config).values());
    assertThat(given.base().local()).isEqualTo(base);
    Path moved = copy(base, "moved");
    Path elsewhere = copy(adapter, "elsewhere");
    names(elsewhere, moved);
    assertThat(given("second", elsewhere).contentHash()).isEqualTo(given.contentHash());
    assertThat(given("first", elsewhere).folder()).isEqualTo(given.folder());
  }

  private PolicyCheckpoint given(String run, Path model) {
    StageContext context =
        new StageContext(null, RunDirectory.at(folder.resolve(run)), 17, Progress.NONE);
    RetrainedModel retrained = RetrainedModel.of(settings(model), FloatFormat.FLOAT32);
    assertThat(retrained.adapter()).contains(SHAPE);
    return retrained.given(context, "checkpoints/step-000000");
  }

  @Test
  void aCriticGoesOnFromAnAdapterOfItsOwnShape() {
    StartingCritic.check(adapter, SHAPE, base);
    assertThat(StartingCritic.under(adapter).config()).isEqualTo(config);
    assertThat(StartingCritic.rewardModel(adapter, FloatFormat.FLOAT32).contentHash())
        .isEqualTo(PolicyCheckpoint.starting(base).contentHash());
    for (LoraSettings shape : new LoraSettings[] {null, LoraSettings.defaults()}) {
      assertThatThrownBy(() -> StartingCritic.check(adapter, shape, base))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "critic.from is %s, an adapter, which the critic goes on from: set critic.adapter to its shape, {rank: 2, alpha: 4.0, target-modules: [down_proj, q_proj, v_proj]}",
              adapter);
    }
  }

  private static void assertRefused(Path path, String message) {
    assertThatThrownBy(() -> values(path))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("reward 'sequence-classifier' (sequence-classifier): ")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  private static void names(Path adapter, Path model) throws IOException {
    Path config = adapter.resolve(AdapterDirectory.CONFIG);
    Files.writeString(
        config,
        Files.readString(config).replaceFirst("(\"base_model.*?: )\".*?\"", "$1\"" + model + "\""));
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
  }

  private Path copy(Path of, String name) throws IOException {
    Path copy = Files.createDirectory(folder.resolve(name));
    try (Stream<Path> files = Files.list(of)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName().toString()));
      }
    }
    return copy;
  }

  private static Map<String, Object> identity(Path path) {
    return RewardScorer.create(List.of(settings(path))).identity(new Configuration(false));
  }

  private static double[] values(Path path) {
    return RewardScorer.create(List.of(settings(path))).score(INPUTS).stream()
        .mapToDouble(ScoredCompletion::reward)
        .toArray();
  }

  private static RewardSettings settings(Path path) {
    return RewardSettings.of("sequence-classifier", Map.of("path", path.toString()));
  }

  private static RewardInput input(String prompt, String completion) {
    return new RewardInput("p", prompt, Optional.empty(), Map.of(), completion, 1, true);
  }
}
