package dev.vireo.jobs.environments;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.runtime.settings.Options;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** The types of environments there are on this class path. */
public final class Environments {

  private Environments() {}

  /** Names of all types, sorted. */
  public static List<String> types() {
    return List.copyOf(providers().keySet());
  }

  /** The defaults of each type's options, by type. */
  public static SortedMap<String, Record> options() {
    SortedMap<String, Record> options = new TreeMap<>();
    providers().forEach((type, provider) -> options.put(type, provider.defaults()));
    return options;
  }

  /**
   * The environment of these settings.
   *
   * @throws InputException if the type is unknown or an option is wrong
   */
  public static ConfiguredEnvironment create(EnvironmentSettings settings) {
    if (settings.type() == null || settings.type().isBlank()) {
      throw new InputException("environment has no type; the types are " + types());
    }
    EnvironmentProvider<?> provider = providers().get(settings.type());
    if (provider == null) {
      throw new InputException(
          "environment is of unknown type '%s'; known are %s".formatted(settings.type(), types()));
    }
    try {
      return new ConfiguredEnvironment(settings, provider.version(), made(provider, settings));
    } catch (RuntimeException e) {
      throw settings.failure(e instanceof InputException ? e.getMessage() : e.toString(), e);
    }
  }

  private static <O extends Record> Environment made(
      EnvironmentProvider<O> provider, EnvironmentSettings settings) {
    return provider.create(Options.read(provider.defaults(), settings.revealed()));
  }

  private static SortedMap<String, EnvironmentProvider<?>> providers() {
    SortedMap<String, EnvironmentProvider<?>> providers = new TreeMap<>();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    try {
      for (EnvironmentProvider<?> provider :
          ServiceLoader.load(
              EnvironmentProvider.class,
              context == null ? Environments.class.getClassLoader() : context)) {
        EnvironmentProvider<?> other = providers.put(provider.type(), provider);
        if (other != null && !other.getClass().equals(provider.getClass())) {
          throw new InputException(
              "environment type '%s' is provided twice; %s needs another name"
                  .formatted(provider.type(), provider.getClass().getName()));
        }
      }
    } catch (ServiceConfigurationError e) {
      throw new InputException("an environment provider cannot be loaded: " + e.getMessage(), e);
    }
    return providers;
  }
}
