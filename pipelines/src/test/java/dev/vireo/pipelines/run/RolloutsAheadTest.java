package dev.vireo.pipelines.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.pipelines.config.ConfigReader;
import dev.vireo.pipelines.grpo.GrpoConfig;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.run.DatasetHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which policy makes which rollouts, and on which side. */
final class RolloutsAheadTest {

  private final List<String> made = Collections.synchronizedList(new ArrayList<>());

  /** The policy of step n is the one that iteration n leaves behind. */
  private void run(String... settings) {
    GrpoConfig config = new ConfigReader().read(GrpoConfig.class, List.of(settings)).settings();
    ThreadLocal<Ahead.Side> sides = new ThreadLocal<>();
    RolloutsAhead rollouts = new RolloutsAhead(config, new Ahead<>(new Sides(sides)));
    rollouts.beside(
        () -> {
          for (int iteration = 1; iteration <= config.iterations(); iteration++) {
            PolicyCheckpoint policy = new PolicyCheckpoint(null, iteration - 1, null);
            rollouts.of(
                iteration,
                policy,
                (each, maker) ->
                    () -> {
                      made.add("%d by %d %s".formatted(each, maker.step(), sides.get()));
                      return (DatasetHandle<Rollout>) null;
                    });
          }
          return null;
        });
  }

  @Test
  void withoutLagThePolicyMakesItsOwn() {
    run("iterations=3");
    assertThat(made).containsExactly("1 by 0 null", "2 by 1 null", "3 by 2 null");
  }

  @Test
  void withLagTheOneBeforeMakesThemAhead() {
    run("iterations=4", "rollouts.lag=1");
    assertThat(made).containsExactly("1 by 0 NOW", "2 by 0 AHEAD", "3 by 1 AHEAD", "4 by 2 AHEAD");
  }

  /** Where evaluation may end the run, rollouts wait for it: they may never be asked for. */
  @Test
  void whatTheEndOfAnIterationDecidesWaitsForIt() {
    run("iterations=4", "rollouts.lag=1", "evaluation.every=2", "evaluation.patience=1");
    assertThat(made).containsExactly("1 by 0 NOW", "2 by 0 AHEAD", "3 by 1 NOW", "4 by 2 AHEAD");
  }

  /** Dynamic sampling rewards them with a model that the round's end has trained. */
  @Test
  void soDoCandidatesThatANewRewardModelJudges() {
    run(
        "iterations=3",
        "rollouts.lag=1",
        "dynamic-sampling.max-rounds=2",
        "iterative={every: 1, labels: exact}");
    assertThat(made).containsExactly("1 by 0 NOW", "2 by 0 NOW", "3 by 1 NOW");
  }

  @Test
  void theMakerIsTheSameWhoeverAsks() {
    GrpoConfig config =
        new ConfigReader()
            .read(GrpoConfig.class, List.of("rollouts.lag=1", "checkpoints.keep=1"))
            .settings();
    assertThat(config.makerOf(1)).isZero();
    assertThat(config.makerOf(2)).isZero();
    assertThat(config.makerOf(7)).isEqualTo(5);
    assertThat(config.isOnPolicy(1)).isTrue();
    assertThat(config.isOnPolicy(2)).isFalse();
    // The next rollouts are made by the policy before the last.
    assertThat(config.keptCheckpoints()).isEqualTo(2);
  }

  private record Sides(ThreadLocal<Ahead.Side> sides) implements Ahead.Jobs {

    @Override
    public void of(Ahead.Side side) {
      sides.set(side);
    }

    @Override
    public void stop(Ahead.Side side) {}

    @Override
    public void ofNeither() {
      sides.remove();
    }
  }
}
