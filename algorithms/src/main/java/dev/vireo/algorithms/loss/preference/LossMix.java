package dev.vireo.algorithms.loss.preference;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A weighted sum of preference losses; mostly one loss with a weight of 1. The first one decides
 * whether metrics show log-probabilities as sums or as means over tokens.
 *
 * @param losses at least one, each type once; all over pairs, or one loss over unpaired examples
 */
public record LossMix(List<Weighted> losses) implements Serializable {

  /**
   * A loss of the sum.
   *
   * @param type which loss
   * @param weight what it is multiplied by; above 0
   */
  public record Weighted(PreferenceLossType type, double weight) implements Serializable {
    /** Checks the weight. */
    public Weighted {
      if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new InputException(
            "The weight of the loss " + type.key() + " is " + weight + "; it must be above 0");
      }
    }
  }

  /** Checks that the losses go together. */
  public LossMix {
    losses = List.copyOf(new ArrayList<>(losses));
    if (losses.isEmpty()) {
      throw new InputException("No preference loss is named; name one, such as sigmoid");
    }
    Set<PreferenceLossType> types = EnumSet.noneOf(PreferenceLossType.class);
    for (Weighted loss : losses) {
      if (!types.add(loss.type())) {
        throw new InputException(
            "The loss " + loss.type().key() + " is named twice; add the weights up instead");
      }
      if (losses.size() > 1 && loss.type().unpaired()) {
        throw new InputException(
            "The loss "
                + loss.type().key()
                + " is for unpaired examples, so it cannot be combined with another loss");
      }
    }
  }

  /** One loss. */
  public static LossMix of(PreferenceLossType type) {
    return new LossMix(List.of(new Weighted(type, 1)));
  }

  /** These losses, each with a weight of 1. */
  public static LossMix of(PreferenceLossType first, PreferenceLossType... others) {
    List<Weighted> losses = new ArrayList<>();
    losses.add(new Weighted(first, 1));
    for (PreferenceLossType type : others) {
      losses.add(new Weighted(type, 1));
    }
    return new LossMix(losses);
  }

  /** Whether examples are single sequences that are desirable or not, instead of pairs. */
  public boolean unpaired() {
    return losses.get(0).type().unpaired();
  }

  boolean comparesDistributions() {
    return losses.stream().anyMatch(loss -> loss.type().comparesDistributions());
  }

  boolean reads(PreferenceSetting setting) {
    return losses.stream().anyMatch(loss -> loss.type().reads(setting));
  }

  /** The names, as in a sum. */
  @Override
  public String toString() {
    return String.join(
        " + ",
        losses.stream()
            .map(loss -> (loss.weight() == 1 ? "" : loss.weight() + " ") + loss.type().key())
            .toList());
  }
}
