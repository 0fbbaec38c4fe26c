package dev.vireo.jobs.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.models.adapter.LoraAdapter;
import dev.vireo.models.adapter.LoraSettings;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.LanguageModelHead;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.directory.RandomModel;
import dev.vireo.models.engine.Compute;
import dev.vireo.models.engine.FrozenParameters;
import dev.vireo.models.engine.Model;
import dev.vireo.models.parameters.ParameterSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Which models the pool keeps, hands out again, and shares. Versions are named apart by test. */
class ModelPoolTest {
  private static final Map<String, AtomicInteger> READ = new ConcurrentHashMap<>();

  private record Version(String key, int hidden, Head head, boolean isFrozen, Adaptation under)
      implements ModelVersion {

    static Version trained(String key, int hidden) {
      return new Version(key, hidden, new LanguageModelHead(), false, null);
    }

    static Version scores(String key, int hidden) {
      return new Version(key, hidden, new ScalarHead(2), true, null);
    }

    @Override
    public ModelConfig config() {
      return ModelConfig.builder(Architecture.LLAMA)
          .vocabularySize(8)
          .hiddenSize(hidden)
          .layers(1)
          .heads(2)
          .keyValueHeads(1)
          .intermediateSize(8)
          .contextLength(8)
          .tiedEmbeddings(true)
          .eosTokenIds(0)
          .build();
    }

    @Override
    public ParameterSet parameters() {
      READ.computeIfAbsent(key, missing -> new AtomicInteger()).incrementAndGet();
      return under == null
          ? RandomModel.parameters(config(), head, key.hashCode())
          : new LoraAdapter(config(), under.settings(), head).initial(1);
    }

    @Override
    public FrozenParameters frozen(Compute compute) {
      return FrozenParameters.create(config(), head, parameters(), compute);
    }

    @Override
    public Optional<Adaptation> adaptation() {
      return Optional.ofNullable(under);
    }

    int read() {
      return READ.getOrDefault(key, new AtomicInteger()).get();
    }
  }

  private static Model borrowed(Role role, ModelVersion version) {
    return ModelPool.with(role, version, model -> model);
  }

  @Test
  void aModelIsHandedOutAgainAndTakesAnotherVersionsParameters() {
    Version first = Version.trained("again-1", 20);
    Version second = Version.trained("again-2", 20);
    Model model = borrowed(Role.POLICY, first);
    assertThat(borrowed(Role.POLICY, first)).isSameAs(model);
    assertThat(first.read()).isEqualTo(1);
    assertThat(borrowed(Role.POLICY, second)).isSameAs(model);
    assertThat(model.values()).isEqualTo(second.parameters());
  }

  @Test
  void twoBorrowersHaveTwoModels() {
    Version version = Version.trained("two", 8);
    ModelPool.<Void>with(
        Role.POLICY,
        version,
        outer -> {
          assertThat(borrowed(Role.POLICY, version)).isNotSameAs(outer);
          return null;
        });
  }

  @Test
  void rolesStayBesideEachOtherAndAShapeMakesRoomWithinItsRole() {
    Version policy = Version.trained("roles-policy", 12);
    Version reward = Version.scores("roles-reward", 12);
    Model model = borrowed(Role.POLICY, policy);
    Model scorer = borrowed(Role.REWARD, reward);
    assertThat(scorer.head()).isEqualTo(new ScalarHead(2));
    assertThat(borrowed(Role.POLICY, policy)).isSameAs(model);
    assertThat(borrowed(Role.REWARD, reward)).isSameAs(scorer);

    borrowed(Role.POLICY, Version.trained("roles-other", 16));
    assertThat(borrowed(Role.POLICY, policy)).isNotSameAs(model);
    assertThat(borrowed(Role.REWARD, reward)).isSameAs(scorer);
  }

  @Test
  void severalRewardModelsAreKeptAndTheOldestMakesRoom() {
    Version[] versions = new Version[5];
    for (int i = 0; i < versions.length; i++) {
      versions[i] = Version.scores("several-" + i, 8);
      borrowed(Role.REWARD, versions[i]);
    }
    for (int i = 1; i < versions.length; i++) {
      borrowed(Role.REWARD, versions[i]);
      assertThat(versions[i].read()).as("reward model %d", i).isEqualTo(1);
    }
    borrowed(Role.REWARD, versions[0]);
    assertThat(versions[0].read()).isEqualTo(2);
  }

  @Test
  void parametersThatAreNotTrainedAreReadOnceHoweverManyUseThem() {
    Version base = new Version("shared-base", 8, new LanguageModelHead(), true, null);
    Adaptation under = new Adaptation(LoraSettings.defaults(), base);
    Version adapter = new Version("shared-adapter", 8, new LanguageModelHead(), false, under);
    ModelPool.<Void>with(
        Role.POLICY,
        adapter,
        outer -> {
          assertThat(borrowed(Role.POLICY, adapter)).isNotSameAs(outer);
          return null;
        });
    assertThat(base.read()).isEqualTo(1);
    assertThat(borrowed(Role.POLICY, adapter).layout().size())
        .isLessThan(RandomModel.parameters(base.config(), base.head(), 1).size());
  }

  @Test
  void adaptersOfAllRolesShareTheModelUnderThem() {
    Version base = new Version("roles-base", 8, new LanguageModelHead(), true, null);
    Adaptation under = new Adaptation(LoraSettings.defaults(), base);
    borrowed(Role.POLICY, new Version("roles-actor", 8, new LanguageModelHead(), false, under));
    borrowed(Role.CRITIC, new Version("roles-critic", 8, new ScalarHead(1), false, under));
    borrowed(Role.REWARD, new Version("roles-score", 8, new ScalarHead(1), false, under));
    assertThat(base.read()).isEqualTo(1);
  }

  @Test
  void aModelOnWhichWorkFailedIsNotHandedOn() {
    Version version = Version.trained("failed", 8);
    Model[] failed = new Model[1];
    assertThatThrownBy(
            () ->
                ModelPool.with(
                    Role.POLICY,
                    version,
                    model -> {
                      failed[0] = model;
                      throw new IllegalStateException("half-way");
                    }))
        .hasMessage("half-way");
    assertThat(borrowed(Role.POLICY, version)).isNotSameAs(failed[0]);
  }
}
