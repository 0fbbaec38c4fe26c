package dev.vireo.jobs.rewards;

import dev.vireo.algorithms.InputException;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** The reward types there are on this class path. */
public final class RewardFunctions {
  /** The type of a reward whose values are computed elsewhere and published into the run. */
  public static final String DATASET = "dataset";

  /** Types of the rewards that are columns of a DataFrame of completions, sorted. */
  private static final Map<String, Record> COLUMN_OPTIONS =
      Map.of("mllib", MllibOptions.defaults(), "sql", SqlOptions.defaults());

  private RewardFunctions() {}

  /** Names of all types, also of those that are not functions, sorted. */
  public static List<String> types() {
    SortedMap<String, Object> types = new TreeMap<>(providers());
    types.putAll(COLUMN_OPTIONS);
    types.put(DATASET, DATASET);
    return List.copyOf(types.keySet());
  }

  /** Whether the type works on a DataFrame of completions rather than on one completion. */
  public static boolean worksOnColumns(String type) {
    return COLUMN_OPTIONS.containsKey(type);
  }

  /**
   * The function of these settings.
   *
   * @param provider {@link #provider} of the settings
   * @throws InputException when an option is wrong
   */
  public static RewardFunction create(RewardSettings settings, RewardFunctionProvider<?> provider) {
    try {
      return made(provider, settings.revealed());
    } catch (InputException e) {
      throw settings.failure(": ", e.getMessage(), e);
    } catch (RuntimeException e) {
      throw settings.failure(" cannot be created: ", e.toString(), e);
    }
  }

  private static <O extends Record> RewardFunction made(
      RewardFunctionProvider<O> provider, Map<String, Object> options) {
    return provider.create(RewardOptions.read(provider.defaults(), options));
  }

  /** The defaults of the options of each type that has any, by type. */
  public static SortedMap<String, Record> options() {
    SortedMap<String, Record> options = new TreeMap<>(COLUMN_OPTIONS);
    providers().forEach((type, provider) -> options.put(type, provider.defaults()));
    return options;
  }

  /** The provider of the settings' type. Looks through the class path: keep what it gives. */
  public static RewardFunctionProvider<?> provider(RewardSettings settings) {
    RewardFunctionProvider<?> provider = providers().get(settings.type());
    if (provider == null) {
      throw new InputException(
          "reward '%s' is of unknown type '%s'; known are %s"
              .formatted(settings.name(), settings.type(), types()));
    }
    return provider;
  }

  private static SortedMap<String, RewardFunctionProvider<?>> providers() {
    SortedMap<String, RewardFunctionProvider<?>> providers = new TreeMap<>();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    try {
      for (RewardFunctionProvider<?> provider :
          ServiceLoader.load(
              RewardFunctionProvider.class,
              context == null ? RewardFunctions.class.getClassLoader() : context)) {
        RewardFunctionProvider<?> other = providers.put(provider.type(), provider);
        if (COLUMN_OPTIONS.containsKey(provider.type())
            || DATASET.equals(provider.type())
            || (other != null && !other.getClass().equals(provider.getClass()))) {
          throw new InputException(
              "reward type '%s' is provided twice; %s needs another name"
                  .formatted(provider.type(), provider.getClass().getName()));
        }
      }
    } catch (ServiceConfigurationError e) {
      throw new InputException("a reward provider cannot be loaded: " + e.getMessage(), e);
    }
    return providers;
  }
}
