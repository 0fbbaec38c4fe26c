package dev.vireo.jobs.study;

import dev.vireo.algorithms.bestofn.BestOfN;
import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.run.DatasetHandle;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Answers that a policy has improved, round after round.
 *
 * @param chains answers of each prompt that were improved, each by itself
 * @param first rewards of the answers that it began with, the first of each group
 * @param rounds what each round has come to, in order
 */
public record RefinedAnswers(int chains, DatasetHandle<Rewards> first, List<Round> rounds) {

  /**
   * A round.
   *
   * @param rollouts answers after it
   * @param rewards their rewards
   * @param read tokens that the policy read in it, for all prompts
   * @param written tokens that it wrote
   * @param promptTokens those of the prompts themselves, each counted once
   */
  public record Round(
      DatasetHandle<Rollout> rollouts,
      DatasetHandle<Rewards> rewards,
      double read,
      double written,
      double promptTokens) {}

  public RefinedAnswers {
    rounds = List.copyOf(rounds);
  }

  /**
   * The rewards of one prompt's answers.
   *
   * @param proxies [R + 1][K]: of each round, from the answers that it began with
   * @param golds [R + 1][K]
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Answers(double[][] proxies, double[][] golds) {

    /** Whether no answer lacks a reward. */
    boolean isComplete() {
      return DoubleStream.concat(
              Arrays.stream(proxies).flatMapToDouble(Arrays::stream),
              Arrays.stream(golds).flatMapToDouble(Arrays::stream))
          .noneMatch(Double::isNaN);
    }

    /** The proxy reward of the last answer after a round, the best of so many chains. */
    double lastProxy(int round, int chains) {
      return BestOfN.curve(proxies[round], proxies[round])[chains - 1];
    }

    /** The gold reward of that answer. */
    double lastGold(int round, int chains) {
      return BestOfN.curve(proxies[round], golds[round])[chains - 1];
    }

    /**
     * The proxy reward of the best answer up to a round.
     *
     * @param all of all chains, or of a single one
     */
    double bestProxy(int round, boolean all) {
      return best(proxies, round, all);
    }

    /** The gold reward of that answer. */
    double bestGold(int round, boolean all) {
      return best(golds, round, all);
    }

    private double best(double[][] values, int round, boolean all) {
      int chains = proxies[0].length;
      return all
          ? best(values, round, 0, chains)
          : IntStream.range(0, chains)
              .mapToDouble(chain -> best(values, round, chain, chain + 1))
              .average()
              .orElseThrow();
    }

    /** By the proxy reward, uniformly of equal ones. */
    private double best(double[][] values, int round, int from, int to) {
      double[] chosen =
          BestOfN.curve(upTo(proxies, round, from, to), upTo(values, round, from, to));
      return chosen[chosen.length - 1];
    }

    private static double[] upTo(double[][] values, int round, int from, int to) {
      return Arrays.stream(values, 0, round + 1)
          .flatMapToDouble(each -> Arrays.stream(each, from, to))
          .toArray();
    }
  }

  /** Names all of it among the inputs of a stage. */
  Fingerprint in(Fingerprint fingerprint) {
    Fingerprint all = fingerprint;
    for (int round = 0; round < rounds.size(); round++) {
      all =
          all.input(
                  "refine-rollouts-%06d".formatted(round + 1),
                  rounds.get(round).rollouts().contentHash())
              .input(
                  "refine-rewards-%06d".formatted(round + 1),
                  rounds.get(round).rewards().contentHash());
    }
    return all;
  }

  /** The rewards of each prompt's answers, by its id. */
  Map<String, Answers> answers(RewardNamed proxy, RewardNamed gold) {
    Map<String, Answers> answers = new HashMap<>();
    for (int round = 0; round <= rounds.size(); round++) {
      DatasetHandle<Rewards> rewards = round == 0 ? first : rounds.get(round - 1).rewards();
      for (int chunk : rewards.chunks()) {
        for (Rewards group : rewards.read(chunk)) {
          Answers of =
              answers.computeIfAbsent(
                  group.getPromptId(),
                  id ->
                      new Answers(
                          new double[rounds.size() + 1][], new double[rounds.size() + 1][]));
          of.proxies()[round] = Arrays.copyOf(proxy.of(group), chains);
          of.golds()[round] = Arrays.copyOf(gold.of(group), chains);
        }
      }
    }
    return answers;
  }
}
