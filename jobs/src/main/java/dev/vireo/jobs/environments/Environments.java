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
   * Checks what the settings say by themselves: the type and its options. No file is read.
   *
   * @throws InputException naming the key, if the type is missing or unknown, or an option is wrong
   */
  public static void check(EnvironmentSettings settings) {
    options(provider(settings), settings);
  }

  /**
   * The environment of these settings.
   *
   * @throws InputException if the type is unknown, an option is wrong, or it cannot be made
   */
  public static ConfiguredEnvironment create(EnvironmentSettings settings) {
    EnvironmentProvider<?> provider = provider(settings);
    return new ConfiguredEnvironment(settings, provider.version(), made(provider, settings));
  }

  private static <O extends Record> Environment made(
      EnvironmentProvider<O> provider, EnvironmentSettings settings) {
    O options = options(provider, settings);
    try {
      return provider.create(options);
    } catch (RuntimeException e) {
      throw settings.mistake(reason(e), e);
    }
  }

  private static <O extends Record> O options(
      EnvironmentProvider<O> provider, EnvironmentSettings settings) {
    try {
      O options = Options.read(provider.defaults(), settings.revealed());
      provider.check(options);
      return options;
    } catch (RuntimeException e) {
      throw settings.mistake(reason(e), e);
    }
  }

  private static String reason(RuntimeException e) {
    return e instanceof InputException ? e.getMessage() : e.toString();
  }

  private static EnvironmentProvider<?> provider(EnvironmentSettings settings) {
    if (settings.type() == null || settings.type().isBlank()) {
      throw new InputException(
          "environment.type is missing; it must be one of %s, or leave environment out"
              .formatted(types()));
    }
    EnvironmentProvider<?> provider = providers().get(settings.type());
    if (provider == null) {
      throw new InputException(
          "environment.type is '%s'; it must be one of %s".formatted(settings.type(), types()));
    }
    return provider;
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
