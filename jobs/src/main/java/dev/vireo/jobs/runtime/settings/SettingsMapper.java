package dev.vireo.jobs.runtime.settings;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The one mapper between settings records and trees. Keys and enum values are kebab-case ({@code
 * groupSize} is {@code group-size}, {@code DR_GRPO} is {@code dr-grpo}), records need no
 * annotations, only their components count (other methods of a record are not settings), and
 * doubles are written in the shortest form that reads back exactly, whatever the Java version.
 */
public final class SettingsMapper {

  private static final List<SettingFormat<?>> FORMATS =
      List.of(
          new AdjustmentRuleFormat(),
          new LossMixFormat(),
          new RangePolicyFormat(),
          new SecretFormat(),
          new StopSettingsFormat());

  private static final JsonMapper MAPPER = build();

  private SettingsMapper() {}

  /** The shared mapper; it is safe to use from many threads. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  /** The format of a type's own, if it has one. */
  public static Optional<SettingFormat<?>> format(Class<?> type) {
    return FORMATS.stream().filter(format -> format.type().isAssignableFrom(type)).findFirst();
  }

  private static JsonMapper build() {
    SimpleModule module = new SimpleModule("vireo settings");
    FORMATS.forEach(format -> register(module, format));
    return JsonMapper.builder()
        .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
        .annotationIntrospector(new KebabCaseEnums())
        .visibility(PropertyAccessor.GETTER, Visibility.NONE)
        .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
        .visibility(PropertyAccessor.FIELD, Visibility.ANY)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
        .addModule(module)
        .build();
  }

  private static <T> void register(SimpleModule module, SettingFormat<T> format) {
    module.addSerializer(
        format.type(),
        new JsonSerializer<T>() {
          @Override
          public void serialize(T value, JsonGenerator generator, SerializerProvider provider)
              throws IOException {
            generator.writeTree(format.write(value));
          }
        });
    module.addDeserializer(
        format.type(),
        new JsonDeserializer<T>() {
          @Override
          public T deserialize(JsonParser parser, DeserializationContext context)
              throws IOException {
            JsonNode tree = parser.readValueAsTree();
            return format.read(tree);
          }
        });
  }
}
