package io.vouchpost.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/**
 * Makes the commands and their options for picocli: those that read the configuration file get the reader. The one place
 * where the two are joined: {@code new CommandLine(new Root(), new CommandFactory(reader))}.
 */
public final class CommandFactory implements IFactory {
    private final IFactory others = CommandLine.defaultFactory();
    private final SettingsReader reader;

    public CommandFactory(SettingsReader reader) {
        this.reader = reader;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        return type == ConfigurationOption.class ? type.cast(new ConfigurationOption(reader)) : others.create(type);
    }
}
