/**
 * The values of a template and Python's operations on them: printing, truth, order, arithmetic,
 * slices, the methods of str and dict, JSON.
 *
 * <p>Flows in: texts, numbers and lists, wrapped in {@link
 * dev.vireo.models.template.values.Value}s. Flows out: values and texts, or a {@link
 * dev.vireo.models.template.values.TemplateFault} if Python would raise an error, if a limit is
 * exceeded, or if a result is not known to match Python's.
 *
 * <p>Values hold no Java object that a template could reach, and a template can change only a
 * {@link dev.vireo.models.template.values.Namespace}. Whatever takes time or memory first asks the
 * {@link dev.vireo.models.template.values.Meter}.
 *
 * <p>Must not import: anything but the JDK.
 */
package dev.vireo.models.template.values;
