package dev.vireo.pipelines.grpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.schemas.Advantages;
import dev.vireo.schemas.CompletionAdvantage;
import dev.vireo.schemas.CompletionReward;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.schemas.StepReward;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rewards of steps on their way to the policy, with a model that has seen digits. */
final class ProcessSupervisionIT {

  /** Each 1 ends a step, and a step is worth more the closer it is to one character. */
  private static final String[] SETTINGS = {
    "algorithm=grpo",
    "iterations=1",
    "sft.0.training.steps=40",
    "advantage={profile: deepseekmath, supervision: process}",
    "rewards=[{type: steps, name: ones, options: {separator: '1', judge: length,"
        + " judge-options: {target: 1, unit: characters, slope: 0.3}}},"
        + " {type: exact-match, name: exact, weight: 0}]",
  };

  @TempDir static Path folder;
  private static Path yaml;

  @BeforeAll
  static void write() throws IOException {
    yaml = TinyRun.write(folder);
  }

  @Test
  void tokensAreRewardedByTheStepsThatEndAtThemOrLater() {
    Path place = folder.resolve("run");
    TinyRun.run(TinyRun.config(yaml, place, SETTINGS), Progress.NONE, "local[2]");

    RunDirectory run = RunDirectory.at(place);
    List<Rollout> rollouts = run.partition(Datasets.ROLLOUTS, 1).require().readAll();
    List<Rewards> rewards = run.partition(Datasets.REWARDS, 1).require().readAll();
    List<Advantages> advantages = run.partition(Datasets.ADVANTAGES, 1).require().readAll();
    long changes = 0;
    for (int group = 0; group < rollouts.size(); group++) {
      for (int i = 0; i < 4; i++) {
        int length = rollouts.get(group).getCompletions().get(i).getTokenIds().size();
        CompletionReward reward = rewards.get(group).getCompletions().get(i);
        CompletionAdvantage advantage = advantages.get(group).getCompletions().get(i);
        assertThat(advantage.getTokenAdvantages()).hasSize(length);
        assertThat(advantage.getAdvantage()).isEqualTo(advantage.getTokenAdvantages().get(0));
        List<Integer> ends = reward.getSteps().stream().map(StepReward::getEndToken).toList();
        assertThat(reward.getSteps().stream().mapToDouble(StepReward::getReward).sum())
            .isCloseTo(Double.isNaN(reward.getReward()) ? 0 : reward.getReward(), within(1e-12));
        // Between the ends of steps the advantage stays.
        List<Integer> turns =
            IntStream.range(1, length)
                .filter(
                    t ->
                        !advantage
                            .getTokenAdvantages()
                            .get(t)
                            .equals(advantage.getTokenAdvantages().get(t - 1)))
                .mapToObj(t -> t - 1)
                .toList();
        assertThat(ends).containsAll(turns);
        changes += turns.size();
      }
    }
    assertThat(changes).isPositive();
  }

  @Test
  void varianceIncreaseIsForWholeCompletions() {
    assertThatThrownBy(
            () ->
                TinyRun.config(yaml, folder.resolve("no"), "advantage.supervision=process")
                    .settings()
                    .check())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("set algorithm to grpo");
  }

  @Test
  void withoutRewardsOfStepsThereAreNone() {
    assertThatThrownBy(
            () ->
                TinyRun.run(
                    TinyRun.config(
                        yaml,
                        folder.resolve("none"),
                        "algorithm=grpo",
                        "advantage.supervision=process"),
                    Progress.NONE,
                    "local[2]"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no reward judges steps");
    assertThat(folder.resolve("none")).doesNotExist();
  }
}
