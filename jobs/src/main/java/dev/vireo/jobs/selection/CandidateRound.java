package dev.vireo.jobs.selection;

import dev.vireo.schemas.Rewards;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.RunDirectory;
import java.util.ArrayList;
import java.util.List;

/** A round of an iteration: groups of further prompts, sampled and rewarded. */
public final class CandidateRound {

  /** Where the rounds are in the run directory. */
  public static final String FOLDER = "candidates";

  private final int number;
  private final DatasetHandle<Rollout> rollouts;
  private final DatasetHandle<Rewards> rewards;
  private final Signal signal;

  /** Read when it is first needed: a finished selection needs none. */
  private List<Candidate> groups;

  CandidateRound(
      int number, DatasetHandle<Rollout> rollouts, DatasetHandle<Rewards> rewards, Signal signal) {
    this.number = number;
    this.rollouts = rollouts;
    this.rewards = rewards;
    this.signal = signal;
  }

  /** The folder of a round: a directory like that of a run. */
  public static RunDirectory directory(RunDirectory run, int number) {
    return run.child(FOLDER + "/round=" + number);
  }

  int number() {
    return number;
  }

  DatasetHandle<Rollout> rollouts() {
    return rollouts;
  }

  DatasetHandle<Rewards> rewards() {
    return rewards;
  }

  /** The groups in their order. */
  List<Candidate> groups() {
    if (groups == null) {
      groups = new ArrayList<>();
      rewards.chunks().forEach(chunk -> groups.addAll(read(chunk)));
    }
    return groups;
  }

  private List<Candidate> read(int chunk) {
    List<Rewards> rows =
        rewards.read(chunk, "prompt_id", "completions.reward", "completions.values");
    List<Candidate> read = new ArrayList<>(rows.size());
    for (int row = 0; row < rows.size(); row++) {
      Rewards group = rows.get(row);
      read.add(
          new Candidate(
              number, chunk, row, group.getPromptId(), signal.missing(group).orElse(null)));
    }
    return read;
  }

  long withSignal() {
    return groups().stream().filter(each -> each.missing() == null).count();
  }
}
