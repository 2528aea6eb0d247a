package dev.mlrecipe.intellij;

import com.intellij.core.CoreApplicationEnvironment;
import com.intellij.ide.plugins.PluginDescriptorLoader;
import com.intellij.ide.plugins.PluginMainDescriptor;
import com.intellij.openapi.extensions.PluginDescriptor;
import com.intellij.openapi.extensions.impl.ExtensionsAreaImpl;
import com.intellij.serviceContainer.BaseKeyedLazyInstance;
import com.intellij.util.messages.ListenerDescriptor;
import com.intellij.util.xmlb.annotations.Attribute;
import com.intellij.util.xmlb.annotations.Tag;
import com.redhat.devtools.lsp4ij.LanguageServerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The platform's own reader: {@code plugin.xml} of an installed plugin, its extensions bound to beans as LSP4IJ and the
 * platform declare them, and an object of every class that it names.
 */
final class PlatformReader {
    private static final Pattern OUR_CLASS = Pattern.compile("[\">](dev\\.mlrecipe\\.intellij\\.[\\w.$]+)[\"<]");

    private final CoreApplicationEnvironment application;

    PlatformReader(CoreApplicationEnvironment application) {
        this.application = application;
    }

    /** {@code com.redhat.devtools.lsp4ij.server}. */
    public static final class ServerBean extends BaseKeyedLazyInstance<LanguageServerFactory> {
        @Attribute("id")
        public String id;

        @Attribute("name")
        public String name;

        @Attribute("icon")
        public String icon;

        @Attribute("factoryClass")
        public String factoryClass;

        @Tag("description")
        public String description;

        @Override
        protected String getImplementationClassName() {
            return factoryClass;
        }
    }

    /** {@code com.redhat.devtools.lsp4ij.fileNamePatternMapping}. */
    public static final class MappingBean {
        @Attribute("patterns")
        public String patterns;

        @Attribute("serverId")
        public String serverId;

        @Attribute("languageId")
        public String languageId;
    }

    /** {@code com.intellij.defaultLiveTemplates}. */
    public static final class LiveTemplatesBean {
        @Attribute("file")
        public String file;
    }

    /**
     * What the platform has read.
     *
     * @param objects one of every class that is named
     */
    record Plugin(
            PluginMainDescriptor descriptor,
            ServerBean server,
            MappingBean mapping,
            LiveTemplatesBean templates,
            List<Object> objects) {}

    /** Fails where an IDE would. */
    Plugin read(PluginZip.Installed installed) throws Exception {
        PluginMainDescriptor descriptor = PluginDescriptorLoader.loadForCoreEnv(installed.jar(), "plugin.xml");
        ClassLoader loader = installed.loader();
        descriptor.setPluginClassLoader(loader);
        ExtensionsAreaImpl area = new ExtensionsAreaImpl(application.getApplication());
        CoreApplicationEnvironment.registerExtensionPoint(area, "com.redhat.devtools.lsp4ij.server", ServerBean.class);
        CoreApplicationEnvironment.registerExtensionPoint(
                area, "com.redhat.devtools.lsp4ij.fileNamePatternMapping", MappingBean.class);
        CoreApplicationEnvironment.registerExtensionPoint(
                area, "com.intellij.defaultLiveTemplates", LiveTemplatesBean.class);
        area.registerExtensions(descriptor.getExtensions(), (PluginDescriptor) descriptor, null);
        ServerBean server = only(area, "com.redhat.devtools.lsp4ij.server");
        List<Object> objects = new ArrayList<>(List.of(server.getInstance()));
        for (ListenerDescriptor listener : descriptor.getAppContainerDescriptor().listeners) {
            Class<?> topic = loader.loadClass(listener.topicClassName);
            objects.add(topic.cast(loader.loadClass(listener.listenerClassName).getConstructor().newInstance()));
        }
        Plugin plugin = new Plugin(
                descriptor,
                server,
                only(area, "com.redhat.devtools.lsp4ij.fileNamePatternMapping"),
                only(area, "com.intellij.defaultLiveTemplates"),
                objects);
        requireAll(new String(loader.getResourceAsStream("META-INF/plugin.xml").readAllBytes()), objects);
        return plugin;
    }

    private static <T> T only(ExtensionsAreaImpl area, String point) {
        List<T> extensions = area.<T>getExtensionPoint(point).getExtensionList();
        if (extensions.size() != 1) {
            throw new AssertionError(point + " has " + extensions.size() + " extensions");
        }
        return extensions.getFirst();
    }

    /** A class that a new kind of extension names must not go unseen. */
    private static void requireAll(String xml, List<Object> objects) {
        List<String> made = objects.stream().map(object -> object.getClass().getName()).toList();
        for (Matcher named = OUR_CLASS.matcher(xml); named.find(); ) {
            if (!made.contains(named.group(1))) {
                throw new AssertionError(named.group(1) + " is named in plugin.xml, but no object of it was made");
            }
        }
    }
}
