package dev.vireo.pipelines.run;

import dev.vireo.jobs.training.PreferenceTrainingSettings;
import dev.vireo.models.memory.BatchShape;
import dev.vireo.models.memory.MemoryEstimate;
import dev.vireo.models.memory.ModelMemory;

/**
 * Work with a policy in memory.
 *
 * @param name what a plan calls it
 * @param kind what the policy does
 * @param adapted whether it is the model with the run's adapter, where the run trains one
 * @param tasks how many it is cut into
 * @param shape what goes through the policy at a time
 */
public record PolicyWork(String name, Kind kind, boolean adapted, int tasks, Shape shape)
    implements StageWork {

  /** What a policy does. */
  public enum Kind {
    /** Collects gradients. */
    TRAINING {
      @Override
      public MemoryEstimate memory(ModelMemory policy, BatchShape batch) {
        return policy.training(batch, false);
      }
    },
    /** Collects gradients, and computes layers again on the way back. */
    RECOMPUTING {
      @Override
      public MemoryEstimate memory(ModelMemory policy, BatchShape batch) {
        return policy.training(batch, true);
      }
    },
    /** Collects gradients of a loss that compares its distributions with a reference's. */
    COMPARING {
      @Override
      public MemoryEstimate memory(ModelMemory policy, BatchShape batch) {
        return policy.comparing(batch, false);
      }
    },
    /** The same, and computes layers again on the way back. */
    COMPARING_AGAIN {
      @Override
      public MemoryEstimate memory(ModelMemory policy, BatchShape batch) {
        return policy.comparing(batch, true);
      }
    },
    /** Computes log-probabilities or values; workers of torch with parts of it do so together. */
    SCORING {
      @Override
      public MemoryEstimate memory(ModelMemory policy, BatchShape batch) {
        return policy.scoring(batch);
      }
    },
    /** Computes rewards; each worker of torch has all of it. */
    JUDGING {
      @Override
      public MemoryEstimate memory(ModelMemory policy, BatchShape batch) {
        return policy.scoring(batch);
      }
    },
    /** Completes prompts. */
    SAMPLING {
      @Override
      public MemoryEstimate memory(ModelMemory policy, BatchShape batch) {
        return policy.sampling(batch);
      }
    },
    /** Completes prompts by a mixture of two policies of one shape. */
    MIXING {
      @Override
      public MemoryEstimate memory(ModelMemory policy, BatchShape batch) {
        return policy.sampling(batch).times(2);
      }
    };

    /** The native memory of one task. */
    public abstract MemoryEstimate memory(ModelMemory policy, BatchShape batch);

    /** What all tasks of a process share. */
    public MemoryEstimate shared(ModelMemory policy) {
      return compares() ? policy.sharedWithReference() : policy.shared();
    }

    /** The kind of training that a setting asks for. */
    public static Kind training(boolean gradientCheckpointing) {
      return gradientCheckpointing ? RECOMPUTING : TRAINING;
    }

    /** The kind of training that the settings of a loss over preferences ask for. */
    public static Kind training(PreferenceTrainingSettings settings) {
      if (!settings.loss().comparesDistributions()) {
        return training(settings.gradientCheckpointing());
      }
      return settings.gradientCheckpointing() ? COMPARING_AGAIN : COMPARING;
    }

    /** Whether it makes gradients. */
    public boolean trains() {
      return this == TRAINING || this == RECOMPUTING || compares();
    }

    /** Whether it makes numbers of given texts. */
    public boolean scores() {
      return this == SCORING || this == JUDGING;
    }

    /** Whether workers of torch do it, in a run that has them. */
    public boolean ofWorkers() {
      return trains() || scores();
    }

    /** How many times as much as the way forward it computes; a reference goes forward, too. */
    public int passes() {
      return switch (this) {
        case TRAINING -> 3;
        case RECOMPUTING, COMPARING -> 4;
        case COMPARING_AGAIN -> 5;
        case SCORING, JUDGING, SAMPLING, MIXING -> 1;
      };
    }

    private boolean compares() {
      return this == COMPARING || this == COMPARING_AGAIN;
    }
  }

  /** A batch of sequences that are as long as they may be. */
  @FunctionalInterface
  public interface Shape {

    /**
     * The batch.
     *
     * @param prompt tokens of the longest prompt
     * @param completion tokens of the longest completion
     * @param context tokens that the policy can see
     */
    BatchShape of(int prompt, int completion, int context);

    /** Prompts with completions each. */
    static Shape groups(int groups, int groupSize) {
      return (prompt, completion, context) -> new BatchShape(groups, groupSize, prompt, completion);
    }

    /**
     * Texts of which half is a prompt.
     *
     * @param limit tokens of the longest; 0 for prompt and completion together
     */
    static Shape texts(int groups, int groupSize, int limit) {
      return (prompt, completion, context) -> {
        int tokens = Math.max(2, Math.min(context, limit > 0 ? limit : prompt + completion));
        return new BatchShape(groups, groupSize, tokens / 2, tokens - tokens / 2);
      };
    }
  }

  @Override
  public boolean ofWorkers() {
    return kind.ofWorkers();
  }

  @Override
  public boolean trains() {
    return kind.trains();
  }

  /** Parts of equal size, rounded up. */
  public static int parts(int whole, int size) {
    return Math.max(1, (whole + size - 1) / size);
  }
}
